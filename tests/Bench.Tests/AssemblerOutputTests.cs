using System.Runtime.Versioning;
using RrrGpu.Bench.Ptx;

namespace RrrGpu.Bench.Tests;

public sealed class AssemblerOutputTests
{
    [Theory]
    [InlineData("ptxas info    : Used 32 registers, used 1 barriers, 372 bytes cmem[0]", 0, 0, 0, 0, 32)]
    [InlineData("ptxas info    : Used 255 registers, 8448 bytes smem, 588 bytes cmem[0], 16 bytes cmem[2]", 40, 24, 48, 8448, 255)]
    public void RegistersAndSpillsAreRead(string used, int stack, int stores, int loads, int shared, int registers)
    {
        var report = $"""
            ptxas info    : 0 bytes gmem
            ptxas info    : Compiling entry function 'Kernel_Kernel' for 'sm_90'
            ptxas info    : Function properties for Kernel_Kernel
                {stack} bytes stack frame, {stores} bytes spill stores, {loads} bytes spill loads
            {used}
            ptxas info    : Compile time = 12.345 ms
            """;
        var kernel = AssembledKernel.Read(report);
        Assert.Equal(new AssembledKernel(registers, stack, stores, loads, shared), kernel);
        Assert.Equal(stores + loads > 0, kernel.Spills);
    }

    [Fact]
    public void OutputWithoutRegistersIsRefused() => Assert.Throws<FormatException>(() => AssembledKernel.Read("ptxas fatal : no"));

    [Fact]
    public void InstructionsAreCounted()
    {
        const string sass = """
            	Function : Kernel_Kernel
            	.headerflags	@"EF_CUDA_TEXMODE_UNIFIED EF_CUDA_64BIT_ADDRESS EF_CUDA_SM90"
                    /*0000*/                   LDC R1, c[0x0][0x28] ;                        /* 0x00000a00ff017b82 */
                                                                                             /* 0x000fe20000000800 */
                    /*0010*/                   LDG.E.128.CONSTANT R4, desc[UR4][R2.64] ;     /* 0x0000000402047981 */
                    /*0020*/              @!P0 LDG.E R5, desc[UR4][R2.64] ;                  /* 0x0000000402047981 */
                    /*0030*/                   LD.E.64 R6, desc[UR4][R2.64] ;                /* 0x0000000402047981 */
                    /*0040*/             @!UP1 LDS.128 R8, [R9] ;                            /* 0x0000000009087984 */
                    /*0050*/                   LDS R8, [R9] ;
                    /*0060*/                   FFMA R4, R5, R6, R7 ;
                    /*0070*/                   FFMA.FTZ R4, R5, R6, R7 ;
                    /*0080*/                   FADD R4, R5, R6 ;
                    /*0090*/                   FMUL R4, R5, R6 ;
                    /*00a0*/                   STL [R1], R4 ;
                    /*00b0*/               @P2 LDL.LU R4, [R1] ;
                    /*00c0*/                   HMMA.1688.F32.TF32 R8, R12, R18, RZ ;
                    /*12c0*/                   BRA `(.L_x_1) ;
            """;
        Assert.Equal(new SassCounts(14, 2, 2, 1, 3, 1, 2, 1, 1, 1), SassCounts.Of(sass));
    }

    [Theory]
    [InlineData("BRA `(.L_x_1)", "BRA `(.L_x_0)", "BRA `(.L_x_3)", "BRA `(.L_x_2)")]
    [InlineData("BRA 0x20", "BRA 0x10", "BRA 0x70", "BRA 0xb0")]
    public void TheBusiestInnermostLoopIsFound(string inner, string outer, string next, string last)
    {
        var sass = $"""
                    /*0000*/                   FFMA R4, R5, R6, R7 ;
            .L_x_0:
                    /*0010*/                   FFMA R4, R5, R6, R7 ;
            .L_x_1:
                    /*0020*/                   LDS.128 R8, [R9] ;
                    /*0030*/                   FFMA R4, R5, R6, R7 ;
                    /*0040*/               @P0 {inner} ;
                    /*0050*/                   FFMA R4, R5, R6, R7 ;
                    /*0060*/              @!P0 {outer} ;
            .L_x_3:
                    /*0070*/                   FFMA R4, R5, R6, R7 ;
                    /*0080*/                   FFMA R4, R5, R6, R7 ;
                    /*0090*/                   LDS R8, [R9] ;
                    /*00a0*/               @P1 {next} ;
            .L_x_2:
                    /*00b0*/                   {last};
            """;
        Assert.Equal(new SassLoop(4, 2, 0), SassLoop.Busiest(sass));
        Assert.Equal(new SassLoop(3, 1, 0), SassLoop.Busiest(sass[..sass.IndexOf("/*0070*/", StringComparison.Ordinal)]));
        Assert.Null(SassLoop.Busiest("        /*0000*/  FFMA R4, R5, R6, R7 ;"));
    }

    [Fact]
    public void AMatrixProductOutweighsManyMultiplyAdds()
    {
        const string sass = """
            .L_x_0:
                    /*0000*/                   FFMA R4, R5, R6, R7 ;
                    /*0010*/                   FFMA R4, R5, R6, R7 ;
                    /*0020*/               @P0 BRA `(.L_x_0) ;
            .L_x_1:
                    /*0030*/                   HMMA.1688.F32.TF32 R8, R12, R18, R8 ;
                    /*0040*/               @P0 BRA `(.L_x_1) ;
            """;
        Assert.Equal(new SassLoop(2, 0, 1), SassLoop.Busiest(sass));
    }

    [Fact]
    public void SpillsAndMissingToolsAreSaid()
    {
        var kernel = new PtxKernel("A.Kernel", "A.Kernel.ptx", PtxCounts.Of(""), null, null, null);
        var report = new PtxReport("c", "sm_90", null, null, [kernel], []);
        Assert.Contains("No ptxas", report.ToMarkdown(), StringComparison.Ordinal);
        var assembled = report with { Assembler = "ptxas", Kernels = [kernel with { Assembled = new(32, 0, 0, 0, 0) }] };
        Assert.Contains("No kernel spills registers", assembled.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("No cuobjdump or nvdisasm", assembled.ToMarkdown(), StringComparison.Ordinal);
        var spilling = assembled with { Disassembler = "cuobjdump", Kernels = [kernel with { Assembled = new(255, 8, 4, 0, 0), Sass = SassCounts.Of("") }] };
        Assert.Contains("SPILLS: A.Kernel", spilling.ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void ToolsAreRunOverEveryKernel()
    {
        using var folder = new TemporaryFolder();
        var tool = Path.Combine(folder.Path, "ptxas");
        File.WriteAllText(tool, """
            #!/bin/sh
            [ "$1 $2 $3" = '-v -arch=sm_90 -o' ] && grep -q '^.visible .entry' "$5" || exit 3
            case $5 in *Adam*) echo 'error : refused' >&2; exit 1;; esac
            : >"$4"
            echo 'ptxas info    : Used 40 registers, used 0 barriers' >&2
            """);
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var report = PtxReport.Create(folder.Path, "sm_90", new CudaTools(tool, null), "c");
        Assert.Equal(DeviceKernel.All.Count, report.Kernels.Count);
        Assert.All(report.Kernels, kernel => Assert.Equal(kernel.Name.StartsWith("Adam", StringComparison.Ordinal) ? null : new AssembledKernel(40, 0, 0, 0, 0), kernel.Assembled));
        Assert.EndsWith("exit 1: error : refused", Assert.Single(report.Failures), StringComparison.Ordinal);
    }
}
