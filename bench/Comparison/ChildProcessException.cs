namespace RrrGpu.Bench.Comparison;

/// <summary>A program that was needed did not give its result; the message is one line that says which and why.</summary>
internal sealed class ChildProcessException(string message, Exception? innerException = null) : Exception(message, innerException);
