using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

/// <summary>What people decide of two systems that hold the same records.</summary>
public sealed class When_two_systems_disagree(Chromium chromium, StartedSites sites) : IAsyncLifetime
{
    private PairedSite _site = null!;

    public async ValueTask InitializeAsync() => _site = await PairedSite.StartAsync(sites, "match: [email]\ncreate: none\n");

    public async ValueTask DisposeAsync() => await _site.DisposeAsync();

    [FullFact]
    public async Task One_conflict_is_decided_side_by_side_and_many_at_once()
    {
        var pairs = new[]
        {
            await _site.PairAsync("Ada", "ada@example.com"), await _site.PairAsync("Bo", "bo@example.com"),
            await _site.PairAsync("Cy", "cy@example.com"),
        };
        await _site.ConflictAsync(pairs[0], "Ada L", "Ada R");
        long[] many = [await _site.ConflictAsync(pairs[1], "Bo L", "Bo R"), await _site.ConflictAsync(pairs[2], "Cy L", "Cy R")];
        await using var visit = await Visit.SignedInAsync(chromium, _site.Address);
        await visit.Menu("Conflicts").ClickAsync();
        await visit.Text("Ada R").ClickAsync();
        await Assertions.Expect(visit.Heading("Which name counts?")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Row("name").Filter(new LocatorFilterOptions { HasText = "Ada L" })).ToContainTextAsync("Ada R");
        await visit.Radio("erp: Ada R").CheckAsync();
        await visit.Button("Decide").ClickAsync();
        await visit.ShowsAsync("Decided; both sides get it now.");
        await _site.NamesAsync(pairs[0], "Ada R");

        await visit.GoAsync("/conflicts");
        foreach (var id in many)
        {
            await visit.Mark(id).CheckAsync();
        }

        await visit.Button("Decide").ClickAsync();
        await visit.ShowsAsync("Decide 2 conflicts");
        await visit.Radio("left side: shop").CheckAsync();
        await visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Decide" }).ClickAsync();
        await visit.ShowsAsync("2 decided.");
        await _site.NamesAsync(pairs[1], "Bo L");
        await _site.NamesAsync(pairs[2], "Cy L");
        await visit.ShowsAsync("No conflicts");
    }

    [FullFact]
    public async Task A_decision_holds_as_a_rule_until_it_is_taken_back()
    {
        var pair = await _site.PairAsync("Ada", "ada@example.com");
        var conflict = await _site.ConflictAsync(pair, "Ada L", "Ada R");
        await using var visit = await Visit.SignedInAsync(chromium, _site.Address);
        await visit.GoAsync($"/conflicts/{conflict}/show");
        await visit.Radio("shop: Ada L").CheckAsync();
        await visit.Labelled("Always, from now on").CheckAsync();
        await visit.Button("Decide").ClickAsync();
        await _site.NamesAsync(pair, "Ada L");

        _site.RenameBoth(pair, "Ada L2", "Ada R2");
        await _site.NamesAsync(pair, "Ada L2");
        await visit.GoAsync("/conflicts");
        await visit.Button("Take back name").ClickAsync();
        await visit.ShowsAsync("The rule is taken back.");
        await Assertions.Expect(visit.Button("Take back name")).ToHaveCountAsync(0);
        await _site.ConflictAsync(pair, "Ada L3", "Ada R3");
        await visit.ShowsAsync("Ada R3");
    }

    [FullFact]
    public async Task Where_several_may_be_the_partner_a_person_says_which()
    {
        string[] twins = [_site.Party("Twin One", "twin@example.com"), _site.Party("Twin Two", "twin@example.com")];
        var left = _site.Customer("Twin", "twin@example.com");
        await Eventually.HoldsAsync(async () =>
            await _site.Api.CountAsync("/api/sync/conflicts?state=open&kind=ambiguous") > 0 ? null : "nobody is asked");
        await using var visit = await Visit.SignedInAsync(chromium, _site.Address);
        await visit.Menu("Conflicts").ClickAsync();
        await visit.Text("shop:customer/").ClickAsync();
        await visit.ShowsAsync("It may be one of these");
        await visit.ShowsAsync("Twin One");
        await visit.Button($"This one {twins[1]}").ClickAsync();
        await visit.ShowsAsync("Decided; both sides get it now.");
        await Eventually.HoldsAsync(async () =>
            (await _site.LinkAsync(left))?.GetProperty("rightId").GetString() is { } right
                && string.Equals(right, twins[1], StringComparison.Ordinal) ? null : "they are not linked");
    }

    [FullFact]
    public async Task Records_are_linked_by_hand_taken_apart_and_matched_again()
    {
        var (left, right) = (_site.Customer("Hand", "left@example.com"), _site.Party("Hand", "right@example.com"));
        await using var visit = await Visit.SignedInAsync(chromium, _site.Address);
        await visit.Menu("Links").ClickAsync();
        await visit.Button("Link by hand").ClickAsync();
        await visit.ChooseAsync("Flow", "shop-erp");
        await visit.Field("shop: customer").FillAsync("9999");
        await visit.Field("erp: party").FillAsync(right);
        await visit.Button("Link").ClickAsync();
        await Assertions.Expect(visit.Field("shop: customer")).ToHaveAttributeAsync("aria-invalid", "true");
        await visit.Field("shop: customer").FillAsync(left);
        await visit.Button("Link").ClickAsync();
        await visit.ShowsAsync("Linked.");
        var link = (await _site.LinkAsync(left))!.Value.GetProperty("id").GetInt64();
        await visit.Button($"Unlink {link}").ClickAsync();
        await visit.ShowsAsync($"Unlink {left} and {right}?");
        await visit.Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Unlink" }).ClickAsync();
        await visit.ShowsAsync("Unlinked; both records stay.");
        await Assertions.Expect(visit.Button($"Unlink {link}")).ToHaveCountAsync(0);
        (_site.NameOfCustomer(left), _site.NameOfParty(right)).ShouldBe(("Hand", "Hand"));
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Match again" }).First.ClickAsync();
        await visit.ShowsAsync("It will be matched again.");
    }

    [FullFact]
    public async Task A_table_of_ids_is_taken_over_and_each_line_that_is_not_says_why()
    {
        var (left, right) = (_site.Customer("Kept", "one@example.com"), _site.Party("Kept", "other@example.com"));
        await using var visit = await Visit.SignedInAsync(chromium, _site.Address);
        await visit.GoAsync("/links");
        await visit.Button("Take over a table").ClickAsync();
        await visit.ChooseAsync("Flow", "shop-erp");
        await visit.Field("CSV").FillAsync($"leftId,rightId\n{left},{right}\n,\n");
        await visit.Button("Take over").ClickAsync();
        await visit.ShowsAsync("1 linked, 0 known already, 1 refused");
        await Assertions.Expect(visit.Dialog).ToContainTextAsync("Line 2:");
        await visit.Field("CSV").FillAsync($"leftId,rightId\n{left},{right}\n");
        await visit.Button("Take over").ClickAsync();
        await visit.ShowsAsync("0 linked, 1 known already, 0 refused");
        await visit.Button("Close").ClickAsync();
        await Assertions.Expect(visit.Row("taken over")).ToHaveCountAsync(1);
    }
}
