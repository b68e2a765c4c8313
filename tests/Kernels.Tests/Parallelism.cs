// With contexts of several tests at work at once, PoCL twice gave back zeros that it did not give alone.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
