using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity;

/// <summary>Users are searched as the records are: in the search over all kinds, and by q of their list.</summary>
[RunsOnEachStore]
public sealed class UserSearchTests
{
    [Fact]
    public async Task A_user_is_found_by_what_it_is_called_now_in_any_spelling_and_no_longer_when_it_is_gone()
    {
        await using var app = await TestApp.StartAsync();
        var id = await AddAsync(app, "Zoë Łukasiewicz", "zoe@example.com");
        await AddAsync(app, "Somebody Else", "else@example.com");
        foreach (var text in new[] { "lukasiewicz", "zoe luka", "LUKAS", "zoe@example", "ŁUKASIEWICZ Zoë", "kasiew", "lu" })
        {
            (await FindAsync(app, text)).ShouldBe($"{id}", text);
        }

        (await app.GetAsync("/api/search?q=zoë&kinds=user")).Items.Select(static hit => (string?)hit!["match"]).ShouldBe(["prefix"]);
        (await app.GetAsync("/api/search?q=zoe%40example.com&kinds=user")).Items.Select(static hit => (string?)hit!["match"])
            .ShouldBe(["exact"]);
        var changed = await app.Admin.SendAsync(HttpMethod.Patch, $"/api/users/{id}", """{"name":"Zoë Novák"}""");
        changed.Status.ShouldBe(200, changed.Body?.ToJsonString());
        (await FindAsync(app, "lukasiewicz"), await FindAsync(app, "novak")).ShouldBe(("", $"{id}"));
        (await app.Admin.SendAsync(HttpMethod.Delete, $"/api/users/{id}", null)).Status.ShouldBe(204);
        (await FindAsync(app, "novak")).ShouldBe("");
    }

    [Fact]
    public async Task Users_that_a_version_before_wrote_are_found_by_the_new_form_too_soon_after_a_start()
    {
        await using var app = await TestApp.StartAsync();
        var id = await AddAsync(app, "José Núñez", "jose@example.com");
        var store = app.Services.GetRequiredKeyedService<IStore>("identity");
        await store.WriteAsync(
            async transaction =>
            {
                var isIndexed = transaction.Dialect.Search is SqlSearch.SeparateIndex;
                await transaction.ExecuteAsync("update users set search = name_key || ' ' || email_key");
                if (isIndexed)
                {
                    await transaction.ExecuteAsync("insert into users_search (users_search) values ('rebuild')");
                }

                return await transaction.ExecuteAsync("delete from search_forms where resource = 'users'");
            },
            TestContext.Current.CancellationToken);
        await using var after = await app.RestartAsync();
        await TestApp.EventuallyAsync(
            async () => string.Equals(await FindAsync(after, "nunez"), $"{id}", StringComparison.Ordinal), "the text is made anew");
        (await after.Admin.SendAsync(HttpMethod.Delete, $"/api/users/{id}", null)).Status.ShouldBe(204);
        (await FindAsync(after, "josé")).ShouldBe("");
    }

    [Fact]
    public async Task Users_that_a_process_of_a_version_before_made_beside_this_one_are_found_soon_after_a_start()
    {
        await using var app = await TestApp.StartAsync();
        var id = await AddAsync(app, "José Núñez", "jose@example.com");
        var store = app.Services.GetRequiredKeyedService<IStore>("identity");
        await TestApp.EventuallyAsync(
            async () => await store.AskAsync(static reader => reader.FirstAsync(
                "select done_to from search_forms where resource = 'users'", static row => row.Int64(0))) == long.MaxValue,
            "all of before have their text");
        await store.WriteAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync("update users set search = '' where id = $1", id);
                return transaction.Dialect.Search is SqlSearch.SeparateIndex
                    && await transaction.ExecuteAsync("insert into users_search (users_search) values ('rebuild')") > 0;
            },
            TestContext.Current.CancellationToken);
        (await FindAsync(app, "nunez")).ShouldBe("");
        await using var after = await app.RestartAsync();
        await TestApp.EventuallyAsync(
            async () => string.Equals(await FindAsync(after, "nunez"), $"{id}", StringComparison.Ordinal), "the text is made");
    }

    private static async Task<long> AddAsync(TestApp app, string name, string email)
    {
        var answer = await app.PostAsync("/api/users", $$"""{"name":"{{name}}","email":"{{email}}","roles":["sales"]}""");
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
        return (long)answer.Body!["id"]!;
    }

    /// <summary>The ids that both ways find, which must be the same.</summary>
    private static async Task<string> FindAsync(TestApp app, string text)
    {
        var q = Uri.EscapeDataString(text);
        var listed = await app.GetAsync($"/api/users?q={q}&sort=-id");
        listed.Status.ShouldBe(200, listed.Body?.ToJsonString());
        ((long)listed.Body!["total"]!).ShouldBe(listed.Items.Count);
        var found = await app.GetAsync($"/api/search?q={q}&kinds=user");
        found.Items.Select(static hit => (long)hit!["id"]!).ShouldBe(listed.Items.Select(static user => (long)user!["id"]!), text);
        return string.Join(' ', listed.Items.Select(static user => (long)user!["id"]!));
    }
}
