using System.Globalization;
using RrrGpu.Host.Data;
using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>
/// Figure 1 of Ross, Hughes and Doshi-Velez (IJCAI 2017), gradients beside the decision boundaries of two inputs, and Figure 2.13 of
/// Ross's thesis (2018), models trained simultaneously to have different ones.
/// </summary>
internal static class BoundariesExperiment
{
    private const float SimilarityWeight = 1;

    private static readonly (string Name, ExplainedScalar Scalar, int? Class)[] s_scalars =
    [
        ("p of the predicted class", ExplainedScalar.ProbMax, null),
        ("log p of the predicted class", ExplainedScalar.LogMax, null),
        ("log p of class 0", ExplainedScalar.LogClass, 0),
        ("Σ log p", ExplainedScalar.LogSum, null),
    ];

    public static Experiment Definition { get; } = new(
        "boundaries", "Two inputs: gradients beside decision boundaries, and a pair of orthogonal ones (Figures 1 and 2.13)", Run);

    // It takes seconds: --quick runs all of it and judges by the same bands.
    private static Report Run(ExperimentContext context)
    {
        var settings = new TrainingSettings();
        var two = Look(context, settings, PlanePoints.TwoClasses(context.DataSeed));
        var three = Look(context, settings, PlanePoints.ThreeClasses(context.DataSeed));
        var quadrants = Quadrants.Generate(context.DataSeed);
        var restarts = Pair(context, quadrants, settings, "independent restarts");
        var coupled = Pair(context, quadrants, settings with { Objective = new ObjectiveDefinition(Similarity: new SimilarityPenalty(SimilarityWeight)) }, "simultaneously trained pair");
        return new Report(
            "boundaries",
            "Gradients and decision boundaries",
            "What the paper and the thesis show of two inputs: input gradients are normal to the boundaries between decisions. Those of probabilities are sharp beside a boundary and vanish inside a region, and so do those of the predicted class's log-probability; "
            + "that of another class, and the sum of all, stay even. Two restarts learn the same boundary; two models penalised for alike gradients learn orthogonal ones.",
            ExperimentRun.Describe(
                context,
                new TrainedOn(quadrants, settings, context.Seeds)
                {
                    Rows = $"{two.Data.Train.Count} (two classes), {three.Data.Train.Count} (three) and {quadrants.Train.Count} (quadrants) to train on; {two.Data.Test.Count}, {three.Data.Test.Count} and {quadrants.Test.Count} to test on",
                },
                new("points", $"{PlanePoints.Reach} in each direction; two classes on either side of y = 4 sin(x/3), three in thirds of the circle"),
                new("pair", $"weight {SimilarityWeight} on the squared cosine of the gradients of Σ log p, ε = 10⁻⁶; seeds 2s and 2s + 1 for each seed s")),
            Verdicts(two, three, restarts, coupled),
            [two.Figure("two", "Two classes (the paper's Figure 1)"), three.Figure("three", "Three classes (the paper's Figure 1)"), Quadrant(quadrants, restarts, coupled)],
            [Measures(two, three), Pairs(context, restarts, coupled)],
            [ExperimentRun.Paper("section 2, Figure 1"), ExperimentRun.Thesis("appendix 2.C, Figure 2.13")]);
    }

    // Stated before seed 0 was run. Seeds 5 to 9: accuracies 0.977 to 0.982 and 0.998; normal 0.962 to 0.977; p of the predicted class inside
    // over beside at most 0.004, log p of class 0 from 0.57 to 0.98, Σ log p from 0.69 to 1.21; |cosine| 0.977 to 0.998 and 0.013 to 0.019.
    private static Verdict[] Verdicts(Looked two, Looked three, PairOfModels[] restarts, PairOfModels[] coupled) =>
    [
        new("test accuracy, two classes", null, two.Test, 0.96, 1),
        new("test accuracy, three classes", null, three.Test, 0.985, 1),
        new("|cosine| of p's gradients with the way to the boundary, two and three classes", 1, (two.Normality(0) + three.Normality(0)) / 2, 0.94, 1, "0.000"),
        new("p of the predicted class: gradients inside over those beside boundaries", null, (two.Evenness(0) + three.Evenness(0)) / 2, 0, 0.05, "0.000"),
        new("log p of class 0: the same, in the regions of other classes", null, (two.Evenness(2) + three.Evenness(2)) / 2, 0.5, 1.5, "0.000"),
        new("Σ log p: the same, everywhere", null, (two.Evenness(3) + three.Evenness(3)) / 2, 0.6, 1.5, "0.000"),
        new("mean |cosine| of gradients, independent restarts", 1, restarts.Average(static p => p.Cosine), 0.95, 1, "0.000"),
        new("mean |cosine| of gradients, simultaneously trained pair", 0, coupled.Average(static p => p.Cosine), 0, 0.05, "0.000"),
        new("lowest test accuracy of restarts and pair", 1, restarts.Concat(coupled).Min(static p => p.Test.Min()), 0.99, 1),
    ];

    private static Looked Look(ExperimentContext context, TrainingSettings settings, DataSet data)
    {
        var result = ExperimentRun.Train(context, $"{data.Train.Classes} classes", data, settings, [.. context.Seeds.Select(static seed => new ModelRun(seed))]);
        var panels = new List<RegionPanel>();
        var measures = new List<BoundaryGradients[]>();
        foreach (var trained in result.Models)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var model = new PlaneModel(context.Engine, trained.State.Parameters, result.Scale, PlanePoints.Reach);
            measures.Add(Array.ConvertAll(s_scalars, s => model.Measure(s.Scalar, s.Class)));
            if (panels.Count == 0)
                panels.AddRange(s_scalars.Select(s => model.Panel(s.Name, data.Train, s.Scalar, s.Class)));
        }

        return new Looked(data, result.Models.Average(static m => m.Test.Accuracy), panels, measures);
    }

    private static PairOfModels[] Pair(ExperimentContext context, DataSet data, TrainingSettings settings, string name) => [.. context.Seeds.Select(seed =>
    {
        var result = ExperimentRun.Train(context, name, data, settings, [new ModelRun(2 * seed), new ModelRun(2 * seed + 1)]);
        using var first = new PlaneModel(context.Engine, result.Models[0].State.Parameters, result.Scale, Quadrants.Reach);
        using var second = new PlaneModel(context.Engine, result.Models[1].State.Parameters, result.Scale, Quadrants.Reach);
        return new PairOfModels(
            GradientCosine.Means(first.Explainer, [second.Explainer], data.Test)[0],
            [.. result.Models.Select(static m => m.Test.Accuracy)],
            [first.Panel($"{name}, 1", data.Train, ExplainedScalar.LogSum), second.Panel($"{name}, 2", data.Train, ExplainedScalar.LogSum)]);
    })];

    private static ReportFigure Quadrant(DataSet data, PairOfModels[] restarts, PairOfModels[] coupled)
    {
        var chart = new DecisionRegions([.. restarts[0].Panels, .. coupled[0].Panels], data.ClassNames!, -Quadrants.Reach, Quadrants.Reach, -Quadrants.Reach, Quadrants.Reach, MostInARow: 2);
        return new ReportFigure(
            "quadrants",
            "Restarts, and a pair (the thesis's Figure 2.13)",
            "One class lies in the first quadrant, the other in the third; arrows are gradients of Σ log p. Above, two independent restarts; in the thesis their boundaries use both features and are alike. Below, two models trained simultaneously; in the thesis each uses one feature, and not the same.",
            $"Four squares of two regions. Mean |cosine| of the gradients of the two above {ReportNumbers.Overlap(restarts[0].Cosine)}, of the two below {ReportNumbers.Overlap(coupled[0].Cosine)}.",
            ThemedPicture.Of(theme => chart.Draw(theme)),
            chart.ToCsv());
    }

    private static ReportTable Measures(params Looked[] looked) => new(
        "gradients",
        "Gradients and boundaries",
        "Normal is the mean |cosine| of gradients beside a boundary with the way to the nearest point that is decided otherwise; inside over beside compares their mean lengths. For log p of class 0, points decided for class 0 do not count.",
        [new("classes", true), new("gradient of"), new("normal", true), new("inside over beside", true)],
        [.. looked.SelectMany(l => s_scalars.Select((s, i) => (IReadOnlyList<string>)
            [Names.Of(l.Data.Train.Classes), s.Name, ReportNumbers.Overlap(l.Normality(i)), ReportNumbers.Short(l.Evenness(i))]))]);

    private static ReportTable Pairs(ExperimentContext context, PairOfModels[] restarts, PairOfModels[] coupled) => new(
        "pairs",
        "Two models of the quadrants",
        "The mean over test points of the |cosine| of the two models' gradients of Σ log p, and their accuracies on test points.",
        [new("models"), new("seed", true), new("|cosine|", true), new("test, 1", true), new("test, 2", true)],
        [.. new[] { ("independent", restarts), ("simultaneous", coupled) }.SelectMany(kind => kind.Item2.Select((pair, i) => (IReadOnlyList<string>)
            [kind.Item1, context.Seeds[i].ToString(CultureInfo.InvariantCulture), Names.Accuracy(pair.Cosine), Names.Accuracy(pair.Test[0]), Names.Accuracy(pair.Test[1])]))]);

    /// <summary>A data set of points with its models' gradients.</summary>
    private sealed record Looked(DataSet Data, double Test, IReadOnlyList<RegionPanel> Panels, IReadOnlyList<BoundaryGradients[]> Measures)
    {
        /// <summary>Mean over models of how normal a scalar's gradients are.</summary>
        public double Normality(int scalar) => Measures.Average(m => m[scalar].Normality);

        /// <summary>Mean over models of how even they are.</summary>
        public double Evenness(int scalar) => Measures.Average(m => m[scalar].InsideOverBeside);

        public ReportFigure Figure(string name, string title)
        {
            var chart = new DecisionRegions(Panels, Data.ClassNames!, -PlanePoints.Reach, PlanePoints.Reach, -PlanePoints.Reach, PlanePoints.Reach, MostInARow: 2);
            return new ReportFigure(
                name,
                title,
                "One model, with some of the points that it was trained on and arrows of the input gradients of four scalars, each relative to its longest.",
                "Four squares of decision regions with arrows. Mean |cosine| with the way to the boundary, and length inside over beside: " + string.Join("; ", s_scalars.Select((s, i) => $"{s.Name} {ReportNumbers.Overlap(Normality(i))}, {ReportNumbers.Overlap(Evenness(i))}")) + ".",
                ThemedPicture.Of(theme => chart.Draw(theme)),
                chart.ToCsv());
        }
    }

    /// <summary>Two models of the quadrants.</summary>
    private sealed record PairOfModels(double Cosine, IReadOnlyList<double> Test, IReadOnlyList<RegionPanel> Panels);
}
