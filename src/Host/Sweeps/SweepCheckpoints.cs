using RrrGpu.Host.Formats;
using RrrGpu.Host.Runs;
using RrrGpu.Training;

namespace RrrGpu.Host.Sweeps;

/// <summary>The checkpoints of groups that are being trained: a folder for each, in one folder beside the store.</summary>
internal sealed class SweepCheckpoints(string store)
{
    private readonly string _folder = store + ".checkpoints";

    /// <summary>Removes folders that no group needs any more: their process was killed before it could.</summary>
    public void RemoveLeftovers(SweepStore from)
    {
        if (!Directory.Exists(_folder))
            return;
        // Groups are in the store before they have a folder, so that none of the folders seen here can be too new to be known.
        var folders = Directory.GetDirectories(_folder);
        var used = from.CheckpointsInUse();
        foreach (var folder in folders)
        {
            if (!used.Contains(Path.GetFileName(folder)) && Guid.TryParseExact(Path.GetFileName(folder), "N", out _))
                Remove(folder);
        }

        RemoveIfEmpty();
    }

    /// <summary>The checkpoint of a group.</summary>
    public ICheckpointStore Of(ClaimedGroup group) => new GroupCheckpoint(Path.Combine(_folder, group.Checkpoint));

    /// <summary>Removes a group's checkpoint, once its end is in the store.</summary>
    public void Remove(ClaimedGroup group)
    {
        Remove(Path.Combine(_folder, group.Checkpoint));
        RemoveIfEmpty();
    }

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            Console.Error.WriteLine($"checkpoint: cannot be removed: {e.Message}");
        }
    }

    private void RemoveIfEmpty()
    {
        try
        {
            if (Directory.Exists(_folder) && !Directory.EnumerateFileSystemEntries(_folder).Any())
                Directory.Delete(_folder);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            // Another process has put something there meanwhile, or removed it.
        }
    }

    private sealed class GroupCheckpoint(string folder) : ICheckpointStore
    {
        private readonly CheckpointFile _file = new(folder, resume: true);

        public void Save(TrainingCheckpoint checkpoint)
        {
            try
            {
                CreateFolder();
            }
            catch (Exception e) when (InputFile.IsRefusal(e))
            {
                throw BadInputException.CannotWrite(folder, e.Message, e);
            }

            _file.Save(checkpoint);
        }

        private void CreateFolder()
        {
            try
            {
                Directory.CreateDirectory(folder);
            }
            catch (DirectoryNotFoundException)
            {
                // Whoever ended another group has just removed the folder around it, which was empty.
                Directory.CreateDirectory(folder);
            }
        }

        public TrainingCheckpoint? TryLoad()
        {
            try
            {
                return _file.TryLoad();
            }
            catch (BadInputException e)
            {
                // Less than an unreadable file is lost: training starts over and ends with the same bits.
                Console.Error.WriteLine($"checkpoint: not taken up: {e.Message}");
                return null;
            }
        }
    }
}
