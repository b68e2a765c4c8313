namespace RrrGpu.Kernels.Ilgpu;

/// <summary>Where one model finds one minibatch in a <see cref="BatchPlan"/>, and what its terms are scaled by.</summary>
internal struct BatchDescriptor
{
    /// <summary>Rows of the minibatch.</summary>
    public int Rows;

    /// <summary>Its first position in the plan's row list.</summary>
    public int FirstPosition;

    /// <summary>Where the first row's offset stands among the plan's entry offsets.</summary>
    public int FirstEntryOffset;

    /// <summary>The first of its annotated entries; row by row, ascending features in a row.</summary>
    public int FirstEntry;

    /// <summary>Its annotated entries.</summary>
    public int Entries;

    /// <summary>Where the first feature tile's first offset stands among the plan's tile offsets.</summary>
    public int FirstTileOffset;

    /// <summary>The first of its feature tiles that have annotated entries among the plan's.</summary>
    public int FirstMarkedTile;

    /// <summary>Feature tiles that have annotated entries.</summary>
    public int MarkedTiles;

    /// <summary>Where the first feature tile's offset stands among those of the plan's inputs by feature, where it has them.</summary>
    public int FirstInputTileOffset;

    /// <summary>A <see cref="Tiled.MarkForm"/>: whether its annotation is <see cref="Entries"/>, or every entry has a mark.</summary>
    public int MarkForm;

    /// <summary>The first of those marks, where every entry has one.</summary>
    public int FirstMark;

    /// <summary>Factor of the cross-entropy of each row, and of its similarity penalty.</summary>
    public float CrossEntropyScale;

    /// <summary>Factor of the right-reasons term of each row, λ₁ not included.</summary>
    public float RightReasonsScale;
}
