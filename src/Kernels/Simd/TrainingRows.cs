namespace RrrGpu.Kernels.Simd;

/// <summary>The forms in which a schedule's rows meet W1.</summary>
/// <param name="Tiles">Those that come as tiles; null where few do, or where tiles are no faster.</param>
/// <param name="Sparse">The others; null where they are too few to keep them ready.</param>
internal sealed record TrainingRows(InputTiles? Tiles, SparseRows? Sparse)
{
    private const int Few = 16;

    /// <summary>Chooses.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="schedule">The minibatches.</param>
    /// <param name="blockRows">Rows that are taken together.</param>
    /// <param name="layout">Of the networks.</param>
    /// <param name="team">Who builds what is missing.</param>
    public static TrainingRows Choose(SimdRowSet rows, RowSchedule schedule, int blockRows, PaddedLayout layout, ThreadTeam team)
    {
        var all = schedule.Rows.Length;
        var inTiles = InputTiles.RowsInTiles(schedule, blockRows, rows.Rows.Count);
        var tiles = inTiles >= all / 2 ? rows.Tiles(blockRows, layout, team) : null;
        return new(tiles, tiles is null || all - inTiles > all / Few ? rows.Sparse(team) : null);
    }
}
