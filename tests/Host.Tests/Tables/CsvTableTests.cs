using CsCheck;
using RrrGpu.Host.Reports;
using RrrGpu.Host.Tables;

namespace RrrGpu.Host.Tests.Tables;

public sealed class CsvTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ColumnsBecomeFeaturesAndLabelsClasses()
    {
        var data = TableFolder.Load(_folder.WriteText("fruit.csv", TableFolder.Small));
        Assert.Equal("fruit", data.Name);
        Assert.Equal(["size", "colour=blue", "colour=green", "colour=red", "constant"], data.FeatureNames);
        Assert.Equal(["apple", "pear"], data.ClassNames);
        Assert.Equal([1, 2, 3], data.Regions!["colour"]);
        Assert.Equal((6, 2), (data.Train.Count, data.Test.Count));
        var row = data.Table!.TrainRows.IndexOf(5);
        row = row >= 0 ? row : data.Table.TrainRows.IndexOf(1);
        var expected = data.Table.TrainRows.Contains(5) ? -0.6f : 2f;
        Assert.Equal([expected, 1, 0, 0, 5], TableFolder.Row(data, row));
        Assert.Equal(0, data.Train.Labels[row]);
    }

    [Theory]
    [InlineData("size;kind\r\n1;a\r\n2;b\r\n3;a\r\n4;b\r\n")]
    [InlineData("\uFEFFsize\tkind\r1\ta\r2\tb\r3\ta\r4\tb")]
    [InlineData("\"size\",\"kind\"\n\n 1 ,\"a\"\n2,\"b\"\n3,a\n\"4\",b\n\n")]
    public void ReadsWhatProgramsWrite(string text)
    {
        var data = TableFolder.Load(_folder.WriteText("t.csv", text), share: 0.5);
        Assert.Equal(["size"], data.FeatureNames);
        Assert.Equal([1f, 2, 3, 4], data.Train.Inputs.ToArray().Concat(data.Test.Inputs.ToArray()).Order());
    }

    [Theory]
    [InlineData("t.tsv", "a, b, c\tkind\n1\ta\n2\tb\n3\ta\n4\tb\n", "a, b, c")]
    [InlineData("t.TSV", "a;b;c\tkind\n1\ta\n2\tb\n3\ta\n4\tb\n", "a;b;c")]
    [InlineData("t.csv", "\"a,b,c\";kind\n1;a\n2;b\n3;a\n4;b\n", "a,b,c")]
    [InlineData("t.csv", "\"a;\"\"b;\"\";;c\",kind\n1,a\n2,b\n3,a\n4,b\n", "a;\"b;\";;c")]
    public void DelimitersInsideNamesPartNothing(string file, string text, string name) =>
        Assert.Equal([name], TableFolder.Load(_folder.WriteText(file, text), share: 0.5).FeatureNames);

    [Fact]
    public void DecimalCommasAreCategoriesOnlyWhereThatIsSaid()
    {
        var path = _folder.WriteText("t.csv", "x;kind\n1,5;0,5\n2,5;1,5\n1,5;0,5\n2,5;1,5\n");
        var data = TableFolder.Load(path, share: 0.5, categorical: ["x"]);
        Assert.Equal(["x=1,5", "x=2,5"], data.FeatureNames);
        Assert.Equal(["0,5", "1,5"], data.ClassNames);
        BadInput.Expect(() => TableFolder.Load(path, share: 0.5), "decimal comma");
    }

    [Fact]
    public void AmongTextsInfinityIsAText()
    {
        var path = _folder.WriteText("t.csv", "x,kind\nred,a\nInfinity,b\nred,a\nNaN,b\n");
        Assert.Equal(["x=Infinity", "x=NaN", "x=red"], TableFolder.Load(path, test: path).FeatureNames);
    }

    [Fact]
    public void QuotedFieldsComeBackAsTheyWereWritten()
    {
        var field = Gen.Char["ab ,\"\r\n;é€"].Array[0, 6].Select(static chars => new string(chars));
        field.Array[2, 4].List[1, 4].Sample(
            rows =>
            {
                var width = rows.Min(static row => row.Length);
                var csv = new CsvTable([.. rows[0].Take(width)]);
                foreach (var row in rows.Skip(1))
                    csv.Append([.. row.Take(width)]);
                using var text = new StringReader(csv.ToString());
                var records = new CsvRecords(text, "t.csv", ',');
                foreach (var row in rows)
                {
                    Assert.True(records.Read());
                    Assert.Equal(row.Take(width), Enumerable.Range(0, records.Count).Select(records.Field));
                }

                Assert.False(records.Read());
            },
            iter: 500,
            threads: 1);
    }

    [Fact]
    public void NumbersAreCategoriesWhereThatIsSaid()
    {
        var path = _folder.WriteText("t.csv", "id,month,y\nx1,1,0\nx2,2,1\nx3,1,0\nx4,2,1.0\n");
        var data = TableFolder.Load(path, "y", share: 0.5, categorical: ["month"], dropped: ["id"]);
        Assert.Equal(["month=1", "month=2"], data.FeatureNames);
        Assert.Equal(["0", "1"], data.ClassNames);
    }

    [Fact]
    public void ClassesOfNumbersAreInTheOrderOfNumbers()
    {
        var data = TableFolder.Load(_folder.WriteText("t.csv", "x,y\n1,10\n2,9\n3,10\n4,9\n"), "y", share: 0.5);
        Assert.Equal(["9", "10"], data.ClassNames);
    }

    [Fact]
    public void TestRowsMayHaveAFileOfTheirOwn()
    {
        var train = _folder.WriteText("train.csv", TableFolder.Small);
        var test = _folder.WriteText("test.csv", "kind,constant,size,colour\napple,5,9,red\npear,5,10,mauve\n");
        var data = TableFolder.Load(train, test: test);
        Assert.Equal((8, 2), (data.Train.Count, data.Test.Count));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], data.Table!.TrainRows.Order());
        Assert.Equal([9, 0, 0, 1, 5, 10, 0, 0, 0, 5], data.Test.Inputs.ToArray());
        Assert.Equal([0, 1], data.Test.Labels);
        BadInput.Expect(() => TableFolder.Load(train, test: _folder.WriteText("t.csv", "kind,constant,size,colour\nplum,5,9,red\n")), "t.csv", "apple, pear", "row 1", "'plum'");
        BadInput.Expect(() => TableFolder.Load(train, test: _folder.WriteText("t.csv", "kind,constant,size\npear,5,9\n")), "t.csv", "a column 'colour'", "constant, size");
        BadInput.Expect(() => TableFolder.Load(train, test: _folder.WriteText("t.csv", "kind,constant,size,colour,more\npear,5,9,red,1\n")), "t.csv", "'more' as well");
        BadInput.Expect(() => TableFolder.Load(train, test: _folder.WriteText("t.csv", "kind,constant,size,colour\npear,5,big,red\n")), "t.csv", "numbers in column 'size'", "'big'");
        BadInput.Expect(() => TableFolder.Load(train, test: _folder.Path("none.csv")), "none.csv", "no such file");
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("x,y\n", "the header alone")]
    [InlineData("1,2\n3,4\n", "names of the columns", "numbers only")]
    [InlineData("x,,y\n1,2,3\n", "a name for every column", "column 2")]
    [InlineData("x,x,y\n1,2,3\n", "2 called 'x'")]
    [InlineData("x,z\n1,2\n", "a column 'y'", "--label", "x, z")]
    [InlineData("x,y\n1,a\n2,b,c\n", "2 fields in line 3", "got 3")]
    [InlineData("x,y\n1,a\n2\n", "2 fields in line 3", "got 1")]
    [InlineData("x,y\n1,a\n,b\n", "a value in line 3, column 'x'", "missing")]
    [InlineData("x,y\n1,a\n2, \n", "a value in line 3, column 'y'", "missing")]
    [InlineData("x,y\n1,a\nNaN,b\n", "finite number", "line 3, column 'x'", "NaN")]
    [InlineData("x,y\n1,a\n-Infinity,b\n", "finite number", "line 3, column 'x'")]
    [InlineData("x,y\n1,a\n1e39,b\n", "finite number", "line 3, column 'x'", "1E+39")]
    [InlineData("x,y\n1,a\n2,b\nmany,a\n", "a number like those before it in line 4, column 'x'", "'many'", "--categorical x")]
    [InlineData("x,y\nred,a\n2,b\n", "a text like those before it in line 3, column 'x'", "the number 2", "--categorical x")]
    [InlineData("x;y\n1,5;a\n2,3;b\n", "numbers with a decimal point in line 2, column 'x'", "the decimal comma of '1,5'", "--categorical x")]
    [InlineData("x\ty\n1\ta\n-20,25\tb\n", "numbers with a decimal point in line 3, column 'x'", "the decimal comma of '-20,25'")]
    [InlineData("x,y\n1,a\n2,NaN\n3,b\n", "a class in 'y', row 2", "'NaN'")]
    [InlineData("x,y\n1,1\n2,2\n3,-Infinity\n", "a class in 'y', row 3", "'-Infinity'")]
    [InlineData("x,y\n1,a\n2,a\n", "at least two classes in 'y'", "'a' in every row")]
    [InlineData("x,y\n1,a\n2,b\n", "hold out 0.25", "2 rows of 2 classes", "--test-share")]
    [InlineData("y\na\nb\na\nb\na\nb\n", "columns beside 'y'")]
    [InlineData("x,y\n\"1,a\n2,b\n", "quotes that end again after line 2")]
    [InlineData("x,y\n\"1\"1,a\n", "after its quotes in line 2", "'1'")]
    [InlineData("a=b,a,y\n1,b,0\n2,b,1\n3,b,0\n4,b,1\n", "features of different names", "'a=b'")]
    [InlineData("PAR1\0\0\u0015", "another kind of file")]
    public void SaysWhatIsWrong(string text, params string[] parts)
    {
        var path = _folder.WriteText("t.csv", text);
        BadInput.Expect(() => TableFolder.Load(path, "y"), [path, .. parts]);
    }

    [Fact]
    public void RefusesTooManyCategoriesAndClasses()
    {
        var rows = string.Concat(Enumerable.Range(0, 2200).Select(static i => FormattableString.Invariant($"name{i},{i % 2},{i / 2}\n")));
        var path = _folder.WriteText("t.csv", "id,y,value\n" + rows);
        BadInput.Expect(() => TableFolder.Load(path, "y"), "at most 100 categories, in column 'id'", "--drop id");
        BadInput.Expect(() => TableFolder.Load(path, "value", dropped: ["id"]), "at most 1000 classes in 'value'", "1100");
        Assert.Equal(["value"], TableFolder.Load(path, "y", dropped: ["id"]).FeatureNames);
    }

    [Fact]
    public void RefusesBytesThatAreNoText()
    {
        var path = _folder.Write("t.csv", [.. "x,y\n1,"u8, 0xC3, 0x28, (byte)'\n']);
        BadInput.Expect(() => TableFolder.Load(path, "y"), path, "UTF-8");
    }

    [Fact]
    public void RefusesOptionsThatDoNotFit()
    {
        var path = _folder.WriteText("t.csv", TableFolder.Small);
        BadInput.Expect(() => TableFolder.Load(path, label: null), "--label", "none");
        BadInput.Expect(() => TableFolder.Load(path, share: 1), "--test-share", "below 1", "got 1");
        BadInput.Expect(() => TableFolder.Load(path, share: double.NaN), "--test-share");
        BadInput.Expect(() => TableFolder.Load(path, test: path, share: 0.5), "--test-share", "--test");
        BadInput.Expect(() => TableFolder.Load(path, test: "t.txt"), "--test", "'t.txt'");
        BadInput.Expect(() => TableFolder.Load(path, dropped: ["nosuch"]), "a column 'nosuch' (--drop)");
        BadInput.Expect(() => TableFolder.Load(path, categorical: ["kind"]), "--categorical", "'kind'");
    }

    [Fact]
    public void EveryClassIsHeldOutInItsShareAndOrderedBySeed()
    {
        var labels = Enumerable.Range(0, 100).Select(static row => row < 80 ? 0 : row < 99 ? 1 : 2).ToArray();
        var split = StratifiedSplit.Draw(labels, 3, 0.25, 7);
        Assert.Equal((20, 5, 0), (Held(0), Held(1), Held(2)));
        Assert.Equal(Enumerable.Range(0, 100), split.Train.Concat(split.Test).Order());
        Assert.Equal(split.Test.Order(), split.Test);
        Assert.NotEqual(split.Train.Order(), split.Train);
        Assert.Equal(split.Train, StratifiedSplit.Draw(labels, 3, 0.25, 7).Train);
        Assert.NotEqual(split.Test, StratifiedSplit.Draw(labels, 3, 0.25, 8).Test);

        int Held(int k) => split.Test.Count(row => labels[row] == k);
    }
}
