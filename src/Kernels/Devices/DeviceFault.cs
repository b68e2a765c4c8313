using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace RrrGpu.Kernels;

/// <summary>What a failure of a device means: too little memory, which less work may do with, or a device that works no more.</summary>
public static class DeviceFault
{
    /// <summary>Whether the device, or the machine, had too little memory.</summary>
    /// <param name="failure">What was thrown.</param>
    public static bool IsShortage(Exception failure) => failure switch
    {
        DeviceMemoryException or OutOfMemoryException => true,
        CudaException e => e.Error == nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY),
        CLException e => e.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_INVALID_BUFFER_SIZE or CLError.CL_OUT_OF_RESOURCES or CLError.CL_OUT_OF_HOST_MEMORY,
        _ => false,
    };

    /// <summary>Whether the device failed for another reason, so that whatever it is asked next would fail too.</summary>
    /// <param name="failure">What was thrown.</param>
    public static bool IsLoss(Exception failure) => failure is AcceleratorException && !IsShortage(failure);
}
