using System.Globalization;
using RrrGpu.Training;
using Spectre.Console;

namespace RrrGpu.Host.Output;

/// <summary>
/// Progress of one training on standard error: a bar with rate and time left on a terminal, a line every few seconds elsewhere.
/// </summary>
internal static class TrainingDisplay
{
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(5);

    /// <summary>Runs <paramref name="work"/> with something to report to.</summary>
    public static T Show<T>(string what, Func<IProgress<TrainingProgress>, T> work)
    {
        if (Console.IsErrorRedirected)
            return work(new Lines(what));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context => work(new Bar(context.AddTask(Markup.Escape(what)), what)));
    }

    private static string Rate(TrainingProgress progress)
    {
        var left = progress.TimeLeft is { } time ? time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"epoch {progress.Epoch}/{progress.Epochs}, {progress.StepsPerSecond:0} steps/s, {left}");
    }

    // Not System.Progress, which would report later and on other threads.
    private sealed class Bar(ProgressTask task, string what) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            task.MaxValue = value.StepsTotal;
            task.Value = value.StepsDone;
            task.Description = Markup.Escape($"{what}: {Rate(value)}");
        }
    }

    private sealed class Lines(string what) : IProgress<TrainingProgress>
    {
        private readonly System.Diagnostics.Stopwatch _sinceLine = System.Diagnostics.Stopwatch.StartNew();

        public void Report(TrainingProgress value)
        {
            var finished = value.StepsDone == value.StepsTotal;
            if (_sinceLine.Elapsed < s_lineInterval && !finished)
                return;
            _sinceLine.Restart();
            Console.Error.WriteLine($"{what}: {Rate(value)}");
        }
    }
}
