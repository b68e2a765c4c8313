namespace RrrGpu.Training.Tests;

public class EpochPlanTests
{
    [Fact]
    public void Fixed_order_is_one_object_for_all_epochs_and_models()
    {
        var plan = new EpochPlan(10, 4, [], shuffle: false);

        var schedule = Assert.Single(plan.For(0, [1, 2, 3]));
        Assert.Same(schedule, Assert.Single(plan.For(7, [2])));
        Assert.Equal(3, plan.StepsPerEpoch);
        Assert.Equal([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]], Batches(schedule));
    }

    [Fact]
    public void Shuffled_epochs_hold_every_row_once_in_orders_of_their_own()
    {
        var plan = new EpochPlan(100, 32, [], shuffle: true);
        var orders = Enumerable.Range(0, 5).Select(epoch => plan.For(epoch, [1])[0].Rows.ToArray()).ToArray();

        Assert.All(orders, order => Assert.Equal(Enumerable.Range(0, 100), order.Order()));
        Assert.Distinct(orders.Select(order => string.Join(' ', order)));
    }

    [Fact]
    public void An_order_depends_on_seed_and_epoch_alone()
    {
        var alone = new EpochPlan(50, 8, [], shuffle: true).For(6, [2])[0];
        var inCompany = new EpochPlan(50, 8, [], shuffle: true).For(6, [1, 2, 1]);

        Assert.Equal(3, inCompany.Count);
        Assert.Equal(alone.Rows, inCompany[1].Rows);
        Assert.NotEqual(alone.Rows.ToArray(), inCompany[0].Rows.ToArray());
        Assert.Same(inCompany[0], inCompany[2]);
    }

    [Fact]
    public void Models_of_one_seed_share_one_schedule() =>
        Assert.Single(new EpochPlan(50, 8, [], shuffle: true).For(3, [4, 4, 4]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Always_included_rows_stand_before_each_minibatch_beside_their_own_turn(bool shuffle)
    {
        var schedule = new EpochPlan(10, 4, [7, 2], shuffle).For(0, [1])[0];
        var batches = Batches(schedule);

        Assert.Equal([6, 6, 4], batches.Select(batch => batch.Length));
        Assert.All(batches, batch => Assert.Equal([7, 2], batch[..2]));
        Assert.Equal(Enumerable.Range(0, 10), batches.SelectMany(batch => batch[2..]).Order());
    }

    private static int[][] Batches(Kernels.RowSchedule schedule) =>
        [.. Enumerable.Range(0, schedule.BatchCount).Select(batch => schedule.Batch(batch).ToArray())];
}
