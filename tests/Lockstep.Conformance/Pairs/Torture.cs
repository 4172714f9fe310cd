using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lockstep.Simulator.Behaviour;

namespace Lockstep.Conformance.Pairs;

/// <summary>
/// A schedule of edits, deletes, faults and deaths, made of a seed: what people do at both sides, what the outside system does wrong, and
/// when processes die. Every value that is set is one of its own, so that at the end each tells where it came from.
/// </summary>
internal sealed class Torture(Site site, PairedShop shop, int seed, int processes) : IAsyncDisposable
{
    private const int Steps = 80;
    private static readonly string[] Fields = ["name", "phone"];
    private static readonly string[] Methods = ["POST", "PATCH", "PUT", "DELETE", "GET"];
    private readonly Random _random = new(seed);
    private readonly List<string> _emails = [];
    private readonly Dictionary<(string Email, string Field), string> _last = [];
    private readonly List<(ServerProcess Process, Api Api)> _running = [];
    private int _values;

    /// <summary>Runs it to its end, and gives all that does not hold then.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        await StartAsync();
        for (var step = 0; step < Steps; step++)
        {
            await StepAsync();
        }

        shop.World.Faults.Clear();
        var api = _running[0].Api;
        await shop.QuietAsync(api);
        var wrong = new List<string>(await shop.CompareAsync(api));
        wrong.AddRange((await api.AllAsync("/api/sync/dead-letters")).Select(static one => $"dead letter {one}"));
        wrong.AddRange(await LostAsync(api));
        return wrong;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, api) in _running)
        {
            api.Dispose();
            await process.DisposeAsync();
        }
    }

    private Task StepAsync() => _random.Next(100) switch
    {
        < 16 => MakeHereAsync(),
        < 28 => MakeThereAsync(),
        < 50 => EditHereAsync(),
        < 72 => EditThereAsync(),
        < 78 => DeleteHereAsync(),
        < 84 => DeleteThereAsync(),
        < 96 => FailAsync(),
        < 98 => DieAsync(),
        _ => shop.QuietAsync(_running[0].Api),
    };

    private async Task MakeHereAsync()
    {
        var (name, email) = (Value(), NewEmail());
        if (await PairedShop.MakeAsync(Any(), name, email) is not null)
        {
            _last[(email, "name")] = name;
        }
    }

    private Task MakeThereAsync()
    {
        var (name, email) = (Value(), NewEmail());
        shop.World.Records.Create("customers", new JsonObject { ["name"] = name, ["email"] = email });
        _last[(email, "name")] = name;
        return Task.CompletedTask;
    }

    private async Task EditHereAsync()
    {
        if (await FindAsync() is not { } id)
        {
            return;
        }

        var (field, value) = (Fields[_random.Next(Fields.Length)], Value());
        using var answer = await Any().Http.PatchAsJsonAsync(
            $"/api/customers/{id.Id}", new Dictionary<string, string>(StringComparer.Ordinal) { [field] = value });
        if (answer.IsSuccessStatusCode)
        {
            _last[(id.Email, field)] = value;
        }
    }

    private Task EditThereAsync()
    {
        if (Pick(shop.Customers()) is { } one)
        {
            var (field, value) = (Fields[_random.Next(Fields.Length)], Value());
            if (shop.World.Records.Change("customers", one.Key, new JsonObject { [field] = value }).Record is not null)
            {
                _last[(one.Value["email"]!.ToString(), field)] = value;
            }
        }

        return Task.CompletedTask;
    }

    private async Task DeleteHereAsync()
    {
        if (await FindAsync() is { } id)
        {
            using var answer = await Any().Http.DeleteAsync($"/api/customers/{id.Id}");
        }
    }

    private Task DeleteThereAsync()
    {
        if (Pick(shop.Customers()) is { } one)
        {
            shop.World.Records.Delete("customers", one.Key);
        }

        return Task.CompletedTask;
    }

    private Task FailAsync()
    {
        var method = Methods[_random.Next(Methods.Length)];
        shop.World.Faults.Add(_random.Next(6) switch
        {
            0 => new Fault { What = FaultKind.Refuse, Status = 503, Times = _random.Next(1, 6) },
            1 => new Fault { What = FaultKind.Refuse, Status = 429, RetryAfter = 1, Method = method, Times = 1 },
            2 => new Fault { What = FaultKind.RefuseAfter, Status = 500, Method = method, Times = _random.Next(1, 3) },
            3 => new Fault { What = FaultKind.HangAfter, Method = method, Times = 1 },
            4 => new Fault { What = FaultKind.Garble, Method = method, Times = 1 },
            _ => new Fault { What = FaultKind.CutAfter, Method = method, Times = _random.Next(1, 3) },
        });
        return Task.CompletedTask;
    }

    private async Task DieAsync()
    {
        var number = _random.Next(_running.Count);
        var (process, api) = _running[number];
        _running.RemoveAt(number);
        api.Dispose();
        await process.DieAsync();
        await process.DisposeAsync();
        await StartAsync();
    }

    private async Task StartAsync()
    {
        while (_running.Count < processes)
        {
            var process = ServerProcess.Start(site);
            _running.Add((process, await process.ReadyAsync()));
        }
    }

    /// <summary>Where both sides agree and no conflict is open, they say what was said last.</summary>
    private async Task<IEnumerable<string>> LostAsync(Api api)
    {
        var open = (await api.AllAsync("/api/sync/conflicts?state=open"))
            .Select(static one => (Link: one.GetProperty("linkId").ToString(), Path: one.GetProperty("path").GetString())).ToHashSet();
        var links = (await api.AllAsync("/api/sync/links")).ToDictionary(
            static one => one.GetProperty("rightId").GetString()!, static one => one.GetProperty("id").ToString(), StringComparer.Ordinal);
        return
        [
            .. from customer in shop.Customers()
               from field in Fields
               let email = customer.Value["email"]?.ToString() ?? ""
               where _last.ContainsKey((email, field)) && links.ContainsKey(customer.Key) && !open.Contains((links[customer.Key], field))
               let last = _last[(email, field)]
               where !string.Equals(last, customer.Value[field]?.ToString(), StringComparison.Ordinal)
               select $"{email}: {field} was said to be {last} last, and is {customer.Value[field]}",
        ];
    }

    private async Task<(long Id, string Email)?> FindAsync()
    {
        if (_emails.Count == 0)
        {
            return null;
        }

        var email = _emails[_random.Next(_emails.Count)];
        var found = await Any().AllAsync($"/api/customers?email={Uri.EscapeDataString(email)}");
        return found.Count == 0 ? null : (found[0].GetProperty("id").GetInt64(), email);
    }

    private KeyValuePair<string, JsonObject>? Pick(IReadOnlyDictionary<string, JsonObject> all) =>
        all.Count == 0 ? null : all.OrderBy(static one => one.Key, StringComparer.Ordinal).ElementAt(_random.Next(all.Count));

    private Api Any() => _running[_random.Next(_running.Count)].Api;

    private string NewEmail()
    {
        _emails.Add(FormattableString.Invariant($"r{_emails.Count}@example.com"));
        return _emails[^1];
    }

    private string Value() => FormattableString.Invariant($"value {++_values}");
}
