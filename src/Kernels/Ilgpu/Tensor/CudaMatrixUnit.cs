using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.Cuda;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu.Tensor;

/// <summary>
/// The tensor cores of an NVIDIA GPU of compute capability 8.0 and later. ILGPU hands operands to inline PTX by way of local variables;
/// ptxas keeps them in registers (<c>bench -- ptx</c> shows no stack). All eight products stand in one text, so that they share
/// the registers of A: written apart, ptxas copies them for each.
/// </summary>
internal readonly struct CudaMatrixUnit : IMatrixUnit
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref UnitSum sum, Quad left, SplitQuad near, SplitQuad far)
    {
        Ref<float> x0 = sum.X.X;
        Ref<float> x1 = sum.X.Y;
        Ref<float> x2 = sum.X.Z;
        Ref<float> x3 = sum.X.W;
        Ref<float> y0 = sum.Y.X;
        Ref<float> y1 = sum.Y.Y;
        Ref<float> y2 = sum.Y.Z;
        Ref<float> y3 = sum.Y.W;
        Ref<float> z0 = sum.Z.X;
        Ref<float> z1 = sum.Z.Y;
        Ref<float> z2 = sum.Z.Z;
        Ref<float> z3 = sum.Z.W;
        Ref<float> w0 = sum.W.X;
        Ref<float> w1 = sum.W.Y;
        Ref<float> w2 = sum.W.Z;
        Ref<float> w3 = sum.W.W;
        Input<uint> a0 = Interop.FloatAsInt(left.X);
        Input<uint> a1 = Interop.FloatAsInt(left.Y);
        Input<uint> a2 = Interop.FloatAsInt(left.Z);
        Input<uint> a3 = Interop.FloatAsInt(left.W);
        Input<uint> lowX0 = Interop.FloatAsInt(near.Low.X);
        Input<uint> lowX1 = Interop.FloatAsInt(far.Low.X);
        Input<uint> lowY0 = Interop.FloatAsInt(near.Low.Y);
        Input<uint> lowY1 = Interop.FloatAsInt(far.Low.Y);
        Input<uint> lowZ0 = Interop.FloatAsInt(near.Low.Z);
        Input<uint> lowZ1 = Interop.FloatAsInt(far.Low.Z);
        Input<uint> lowW0 = Interop.FloatAsInt(near.Low.W);
        Input<uint> lowW1 = Interop.FloatAsInt(far.Low.W);
        Input<uint> highX0 = Interop.FloatAsInt(near.High.X);
        Input<uint> highX1 = Interop.FloatAsInt(far.High.X);
        Input<uint> highY0 = Interop.FloatAsInt(near.High.Y);
        Input<uint> highY1 = Interop.FloatAsInt(far.High.Y);
        Input<uint> highZ0 = Interop.FloatAsInt(near.High.Z);
        Input<uint> highZ1 = Interop.FloatAsInt(far.High.Z);
        Input<uint> highW0 = Interop.FloatAsInt(near.High.W);
        Input<uint> highW1 = Interop.FloatAsInt(far.High.W);
        CudaAsm.EmitRef(
            "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%16, %17, %18, %19}, {%20, %21}, {%0, %1, %2, %3};\n\t" +
            "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%4, %5, %6, %7}, {%16, %17, %18, %19}, {%22, %23}, {%4, %5, %6, %7};\n\t" +
            "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%8, %9, %10, %11}, {%16, %17, %18, %19}, {%24, %25}, {%8, %9, %10, %11};\n\t" +
            "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%12, %13, %14, %15}, {%16, %17, %18, %19}, {%26, %27}, {%12, %13, %14, %15};\n\t" +
            "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%16, %17, %18, %19}, {%28, %29}, {%0, %1, %2, %3};\n\t" +
            "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%4, %5, %6, %7}, {%16, %17, %18, %19}, {%30, %31}, {%4, %5, %6, %7};\n\t" +
            "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%8, %9, %10, %11}, {%16, %17, %18, %19}, {%32, %33}, {%8, %9, %10, %11};\n\t" +
            "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%12, %13, %14, %15}, {%16, %17, %18, %19}, {%34, %35}, {%12, %13, %14, %15};",
            ref x0,
            ref x1,
            ref x2,
            ref x3,
            ref y0,
            ref y1,
            ref y2,
            ref y3,
            ref z0,
            ref z1,
            ref z2,
            ref z3,
            ref w0,
            ref w1,
            ref w2,
            ref w3,
            ref a0,
            ref a1,
            ref a2,
            ref a3,
            ref lowX0,
            ref lowX1,
            ref lowY0,
            ref lowY1,
            ref lowZ0,
            ref lowZ1,
            ref lowW0,
            ref lowW1,
            ref highX0,
            ref highX1,
            ref highY0,
            ref highY1,
            ref highZ0,
            ref highZ1,
            ref highW0,
            ref highW1);
        sum.X = new Quad(x0.Value, x1.Value, x2.Value, x3.Value);
        sum.Y = new Quad(y0.Value, y1.Value, y2.Value, y3.Value);
        sum.Z = new Quad(z0.Value, z1.Value, z2.Value, z3.Value);
        sum.W = new Quad(w0.Value, w1.Value, w2.Value, w3.Value);
    }
}
