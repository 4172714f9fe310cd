using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Tests.Connectors;

namespace Lockstep.Conformance.Systems;

/// <summary>A real Tryton keeps to all that a system must keep to, also where the way to it fails.</summary>
[Collection(WithTryton.Name)]
[Trait(TrytonFixture.Trait, TrytonFixture.Needs)]
public sealed class Parties_of_Tryton(TrytonFixture tryton) : HttpSystemKit, IAsyncLifetime
{
    private readonly FaultyWay _way = new(static sent => sent.Contains("common.db.login", StringComparison.Ordinal));
    private readonly ManualClock _clock = new();
    private HttpClient _client = null!;
    private ISystem _system = null!;

    protected override ISystem System => _system;

    protected override string Kind => "party";

    protected override string KeyField => "code";

    protected override string EmptiedField => "email";

    protected override int Calls => _way.Calls;

    protected override string Secret => _way.Shown;

    /// <summary>What it asks Tryton once about itself is asked before anything fails.</summary>
    public async ValueTask InitializeAsync()
    {
        _client = new HttpClient(_way);
        _system = tryton.Open(_client, _clock);
        await MakeAsync(Next());
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override JsonObject FieldsOf(int number) => new()
    {
        ["code"] = $"K/{number}", ["name"] = $"Приве́т {number}", ["email"] = $"a_b%c{number}@example.com",
    };

    protected override JsonObject ChangesOf(int number) => new() { ["name"] = $"Other {number}", ["phone"] = $"+49 431 {number}" };

    /// <summary>The code of the company itself.</summary>
    protected override JsonObject Unacceptable() => new() { ["name"] = "another one", ["code"] = "1" };

    protected override async Task<string> MakeBehindAsync(int number) => Text(await tryton.Shared.MakeAsync(
        "party.party", new JsonObject { ["code"] = $"K/{number}", ["name"] = $"Приве́т {number}" }));

    /// <summary>The phone by itself, which does not touch the party.</summary>
    protected override async Task ChangeBehindAsync(string id, int number)
    {
        await tryton.Shared.WriteAsync(
            "party.party", long.Parse(id, CultureInfo.InvariantCulture), new JsonObject { ["name"] = $"Other {number}" });
        await tryton.Shared.MakeAsync("party.contact_mechanism", new JsonObject
        {
            ["party"] = long.Parse(id, CultureInfo.InvariantCulture), ["type"] = "phone", ["value"] = $"+49 431 {number}",
        });
    }

    protected override Task DeleteBehindAsync(string id) => tryton.Shared.WriteAsync(
        "party.party", long.Parse(id, CultureInfo.InvariantCulture), new JsonObject { ["active"] = false });

    protected override async Task<bool> VanishBehindAsync(string id)
    {
        await tryton.Shared.DeleteAsync("party.party", long.Parse(id, CultureInfo.InvariantCulture));
        return true;
    }

    protected override Task PassAMomentAsync() => TrytonClock.PassAMomentAsync();

    protected override void Fail(Misbehaviour how) => _way.Fail(how);

    protected override void Pass(TimeSpan time) => _clock.Advance(time);

    protected override ISystem Unreachable() => tryton.Open(_client, _clock, url: new Uri("http://127.0.0.1:1"));

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The same for products.</summary>
[Collection(WithTryton.Name)]
[Trait(TrytonFixture.Trait, TrytonFixture.Needs)]
public sealed class Products_of_Tryton(TrytonFixture tryton) : SystemKit, IDisposable
{
    private readonly HttpClient _client = new();
    private ISystem? _system;

    protected override ISystem System => _system ??= tryton.Open(_client, TimeProvider.System);

    protected override string Kind => "product";

    protected override string KeyField => "code";

    protected override string EmptiedField => "account_category";

    protected override JsonObject FieldsOf(int number) => new()
    {
        ["code"] = $"SKU/{number}", ["name"] = $"Чай {number}", ["list_price"] = 12.5m + number, ["salable"] = true,
            ["account_category"] = "Goods",
    };

    protected override JsonObject ChangesOf(int number) => new() { ["name"] = $"Чай чёрный {number}", ["list_price"] = 99.0123m };

    protected override JsonObject Unacceptable() => new() { ["name"] = "too fine a price", ["list_price"] = 1.234567m };

    /// <summary>The template by itself, of which name and price are.</summary>
    protected override async Task ChangeBehindAsync(string id, int number)
    {
        var row = (await tryton.Shared.RowsAsync(
            "product.product", [new JsonArray("id", "=", long.Parse(id, CultureInfo.InvariantCulture))], "template"))[0]!;
        await tryton.Shared.WriteAsync("product.template", (long)row["template"]!, new JsonObject
        {
            ["name"] = $"Чай чёрный {number}", ["list_price"] = TrytonDatabase.Decimal("99.0123"),
        });
    }

    protected override async Task<bool> VanishBehindAsync(string id)
    {
        await tryton.Shared.DeleteAsync("product.product", long.Parse(id, CultureInfo.InvariantCulture));
        return true;
    }

    protected override Task PassAMomentAsync() => TrytonClock.PassAMomentAsync();

    public void Dispose() => _client.Dispose();
}

/// <summary>The same for sales.</summary>
[Collection(WithTryton.Name)]
[Trait(TrytonFixture.Trait, TrytonFixture.Needs)]
public sealed class Sales_of_Tryton(TrytonFixture tryton) : SystemKit, IDisposable
{
    private const long Party = 1;
    private readonly HttpClient _client = new();
    private ISystem? _system;

    protected override ISystem System => _system ??= tryton.Open(_client, TimeProvider.System);

    protected override string Kind => "sale";

    protected override string KeyField => "reference";

    protected override string EmptiedField => "comment";

    /// <summary>What Tryton makes of a line is more than what is said of it.</summary>
    protected override IReadOnlyList<string> Rewritten => ["lines"];

    protected override JsonObject FieldsOf(int number) => new()
    {
        ["reference"] = $"S/{number}", ["party"] = Party, ["currency"] = "USD", ["comment"] = "ring twice",
            ["lines"] = new JsonArray(Line(number)),
    };

    protected override JsonObject ChangesOf(int number) =>
        new() { ["description"] = $"с цветами {number}", ["lines"] = new JsonArray(Line(1), Line(2)) };

    protected override JsonObject Unacceptable() => new()
    {
        ["party"] = Party, ["lines"] = new JsonArray(new JsonObject { ["quantity"] = 1, ["unit_price"] = 1.234567m }),
    };

    protected override async Task ChangeBehindAsync(string id, int number)
    {
        var sale = long.Parse(id, CultureInfo.InvariantCulture);
        await tryton.Shared.WriteAsync("sale.sale", sale, new JsonObject { ["description"] = $"с цветами {number}" });
    }

    protected override async Task<bool> VanishBehindAsync(string id)
    {
        await tryton.Shared.DeleteAsync("sale.sale", long.Parse(id, CultureInfo.InvariantCulture));
        return true;
    }

    protected override Task PassAMomentAsync() => TrytonClock.PassAMomentAsync();

    public void Dispose() => _client.Dispose();

    private static JsonObject Line(int number) =>
        new() { ["description"] = $"flower {number}", ["quantity"] = number, ["unit_price"] = 1.25m };
}

/// <summary>The clock of Tryton.</summary>
internal static class TrytonClock
{
    /// <summary>What changed in one millisecond, or one before, comes once more in the next round.</summary>
    public static async Task PassAMomentAsync()
    {
        var begun = TimeProvider.System.GetUtcNow();
        await Eventually.HoldsAsync(() => TimeProvider.System.GetUtcNow() - begun > TimeSpan.FromMilliseconds(20), "time passes");
    }
}
