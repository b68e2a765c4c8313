using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>Four rows of four columns in registers.</summary>
internal struct Block
{
    public Quad R0;
    public Quad R1;
    public Quad R2;
    public Quad R3;

    /// <summary>The first column, one value a row.</summary>
    public readonly Quad Column0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(R0.X, R1.X, R2.X, R3.X);
    }

    /// <summary>The second column.</summary>
    public readonly Quad Column1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(R0.Y, R1.Y, R2.Y, R3.Y);
    }

    /// <summary>The third column.</summary>
    public readonly Quad Column2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(R0.Z, R1.Z, R2.Z, R3.Z);
    }

    /// <summary>The fourth column.</summary>
    public readonly Quad Column3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(R0.W, R1.W, R2.W, R3.W);
    }

    /// <summary>Adds the outer product of four rows' and four columns' values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Quad rows, Quad columns)
    {
        R0.Add(rows.X, columns);
        R1.Add(rows.Y, columns);
        R2.Add(rows.Z, columns);
        R3.Add(rows.W, columns);
    }

    /// <summary>Rows as columns.</summary>
    public readonly Block Transposed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Block columns = default;
            columns.R0 = Column0;
            columns.R1 = Column1;
            columns.R2 = Column2;
            columns.R3 = Column3;
            return columns;
        }
    }

    /// <summary>Adds <paramref name="other"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Block other)
    {
        R0.Add(other.R0);
        R1.Add(other.R1);
        R2.Add(other.R2);
        R3.Add(other.R3);
    }

    /// <summary>Adds the same four columns to every row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddToRows(Quad columns)
    {
        R0.Add(columns);
        R1.Add(columns);
        R2.Add(columns);
        R3.Add(columns);
    }

    /// <summary>max(0, ·) of each value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Rectify()
    {
        R0.Rectify();
        R1.Rectify();
        R2.Rectify();
        R3.Rectify();
    }

    /// <summary>Keeps the values where <paramref name="pattern"/> is positive, and sets the others to 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Gate(Block pattern)
    {
        R0.Gate(pattern.R0);
        R1.Gate(pattern.R1);
        R2.Gate(pattern.R2);
        R3.Gate(pattern.R3);
    }
}
