using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Pairs;

/// <summary>
/// People edit and delete at both sides, the outside system fails, processes die: at the end both sides say the same, every difference is
/// an
/// open conflict, nothing was made twice and no edit was lost.
/// </summary>
public sealed class When_two_systems_are_edited_at_once(StartedSites sites)
{
    [Theory]
    [InlineData(StoreKind.Sqlite, 1)]
    [InlineData(StoreKind.Postgres, 1)]
    [InlineData(StoreKind.Postgres, 2)]
    public async Task Both_end_up_the_same_and_nothing_is_made_twice_or_lost(StoreKind store, int processes)
    {
        for (var number = 0; number < TestRun.Times(1, 7, 67); number++)
        {
            var seed = unchecked(TestRun.Seed + number);
            await using var site = await sites.CopyAsync(store);
            await using var shop = await PairedShop.StartAsync(site, seed);
            await using var torture = new Torture(site, shop, seed, processes);
            IReadOnlyList<string> wrong;
            try
            {
                wrong = await torture.RunAsync();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"LOCKSTEP_TEST_SEED={seed} repeats it: {error.Message}", error);
            }

            wrong.ShouldBeEmpty($"LOCKSTEP_TEST_SEED={seed} repeats it");
        }
    }
}
