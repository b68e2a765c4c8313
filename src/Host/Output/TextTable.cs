using Spectre.Console;

namespace RrrGpu.Host.Output;

/// <summary>A table on standard output.</summary>
internal sealed class TextTable
{
    private const int WidthOfFiles = 200;
    private readonly Table _table = new() { Border = TableBorder.Rounded };

    public TextTable(params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns)
            _table.AddColumn(new TableColumn(Markup.Escape(column)));
    }

    public void Add(params string[] cells) => _table.AddRow(Array.ConvertAll(cells, Markup.Escape));

    public void Print()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        // A file has no width; wrapping at 80 would only make it hard to search.
        if (Console.IsOutputRedirected)
            console.Profile.Width = WidthOfFiles;
        console.Write(_table);
    }
}
