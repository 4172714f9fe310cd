using System.Text.Json.Nodes;
using Lockstep.Connectors.Rest;
using Lockstep.Connectors.Sdk;
using Lockstep.Simulator;
using Lockstep.Simulator.Behaviour;
using Lockstep.Simulator.Worlds;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Connectors.Rest;

/// <summary>The simulated systems, told by files, keep to all that a system must keep to.</summary>
public abstract class RestKit : HttpSystemKit, IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly HttpClient _client = new();
    private SimulatorServer _server = null!;
    private ISystem _system = null!;

    protected override ISystem System => _system;

    protected override int Calls => (int)World.Ledger.Received.Values.Sum();

    protected override string Secret => new WorldSettings().Secret;

    /// <summary>The kind's name in the paths of the system.</summary>
    protected abstract string Collection { get; }

    /// <summary>How the system behaves.</summary>
    protected abstract WorldSettings Settings { get; }

    /// <summary>Its file, and how it signs in.</summary>
    protected abstract (string Options, string SignIn) File { get; }

    private World World => Collection is "customers" ? _server.Crm : _server.Erp;

    public async ValueTask InitializeAsync()
    {
        _server = await SimulatorServer.StartAsync();
        World.Settings = Settings;
        _system = Open(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client.Dispose();
        await _server.DisposeAsync();
    }

    protected override JsonObject Unacceptable() => new() { ["email"] = "without.a.name@example.com" };

    protected override Task<string> MakeBehindAsync(int number) =>
        Task.FromResult(World.Records.Create(Collection, FieldsOf(number)).Record!.Id);

    protected override Task ChangeBehindAsync(string id, int number)
    {
        World.Records.Change(Collection, id, ChangesOf(number)).Refusal.ShouldBeNull();
        return Task.CompletedTask;
    }

    protected override Task DeleteBehindAsync(string id)
    {
        World.Records.Delete(Collection, id).Refusal.ShouldBeNull();
        return Task.CompletedTask;
    }

    protected override Task<bool> VanishBehindAsync(string id)
    {
        World.Records.Vanish(Collection, id);
        return Task.FromResult(true);
    }

    protected override void Fail(Misbehaviour how)
    {
        var fault = how switch
        {
            Misbehaviour.WritesAndHangsUp => new Fault { What = FaultKind.CutAfter },
            Misbehaviour.AsksForSevenSeconds => new Fault { What = FaultKind.Refuse, Status = 429, RetryAfter = 7 },
            Misbehaviour.AsksForADate => new Fault { What = FaultKind.Refuse, Status = 429, RetryAfter = 7, IsDate = true },
            Misbehaviour.AnswersNonsense => new Fault { What = FaultKind.Garble },
            Misbehaviour.BreaksDown => new Fault { What = FaultKind.Refuse, Status = 500 },
            Misbehaviour.LetsNobodyIn => new Fault { What = FaultKind.Refuse, Status = 401 },
            _ => new Fault { What = FaultKind.Echo, Status = 400 },
        };
        World.Faults.Add(fault with { Kind = Collection, Times = 1 });
    }

    protected override void Pass(TimeSpan time) => _clock.Advance(time);

    protected override ISystem Unreachable() => Open(new Uri("http://127.0.0.1:1"));

    /// <summary>What changed in one millisecond, or one before, comes once more in the next round.</summary>
    protected override Task PassAMomentAsync()
    {
        var begun = TimeProvider.System.GetUtcNow();
        return Patience.UntilAsync(() => TimeProvider.System.GetUtcNow() - begun > TimeSpan.FromMilliseconds(3));
    }

    private ISystem Open(Uri url) => OpenedSystem.Of(
        new RestConnector(), File.Options.Replace("$URL", url.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal), File.SignIn, _client,
            _clock, Secret);
}

/// <summary>Changes by time, keys and versions that are heeded, ids with slashes, values that are rewritten.</summary>
public sealed class RestByTimeKitTests : RestKit
{
    protected override string Kind => "customer";

    protected override string Collection => "customers";

    protected override string KeyField => "externalId";

    protected override IReadOnlyList<string> Rewritten => ["email"];

    protected override WorldSettings Settings => new()
    {
        SignIn = SignInKind.Key, Ids = IdStyle.Slashed, Idempotency = true, Conditional = true,
            Rewrites = [new("customers", "email", "upper")],
    };

    protected override (string Options, string SignIn) File => (SystemFiles.Crm, "kind: api-key\nheader: X-Api-Key\nkey: ${env:KEY}");

    protected override JsonObject FieldsOf(int number) =>
        new() { ["externalId"] = $"K/{number}", ["name"] = $"Приве́т {number}", ["email"] = $"ada{number}@example.com" };

    protected override JsonObject ChangesOf(int number) => new() { ["name"] = $"Ада {number}", ["city"] = "Kiel" };
}

/// <summary>A feed of changes, wrapped answers, no key and no versions to show.</summary>
public sealed class RestByFeedKitTests : RestKit
{
    protected override string Kind => "party";

    protected override string Collection => "parties";

    protected override string KeyField => "email";

    protected override WorldSettings Settings => new() { SignIn = SignInKind.Basic };

    protected override (string Options, string SignIn) File => (SystemFiles.Erp, "kind: basic\nuser: lockstep\npassword: ${env:PASSWORD}");

    protected override JsonObject FieldsOf(int number) => new() { ["name"] = $"Party {number}", ["email"] = $"party{number}@example.com" };

    protected override JsonObject ChangesOf(int number) => new() { ["name"] = $"Other {number}" };
}
