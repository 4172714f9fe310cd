using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>
/// A record is made or changed in one system, then in the other, then both are noted down as agreed: the process may die between any two of
/// these.
/// </summary>
public sealed class When_the_process_is_killed_between_two_sides(StartedSites sites)
{
    [Theory]
    [OnEachStore]
    public async Task Both_sides_agree_afterwards_and_no_partner_is_made_twice(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        await using var shop = await PairedShop.StartAsync(site, 1);
        var number = 0;
        await new Deaths(
            site,
            async api =>
            {
                for (var round = 0; round < 60; round++)
                {
                    var (name, email) = ($"Name {++number}", $"n{number}@example.com");
                    try
                    {
                        await PairedShop.MakeAsync(api, name, email);
                    }
                    catch (Exception error) when (error is HttpRequestException or IOException)
                    {
                        return;
                    }

                    shop.World.Records.Create("customers", new JsonObject { ["name"] = $"{name} there", ["email"] = $"there.{email}" });
                    foreach (var (id, _) in shop.Customers().Take(3))
                    {
                        shop.World.Records.Change("customers", id, new JsonObject { ["phone"] = $"{number}" });
                    }
                }
            },
            async (api, fuse) =>
            {
                await shop.QuietAsync(api);
                (await shop.CompareAsync(api)).ShouldBeEmpty(fuse);
                (await api.CountAsync("/api/sync/conflicts")).ShouldBe(0, fuse);
            }).OneByOneAsync(KillPlan.BetweenTwoSides.Statements);
    }
}
