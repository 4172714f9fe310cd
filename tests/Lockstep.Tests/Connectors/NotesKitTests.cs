using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Tests.Connectors.Sample;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Connectors;

/// <summary>The connector of docs/writing-a-connector.md keeps to all of it.</summary>
public abstract class NotesKit(bool remembersKeys) : HttpSystemKit, IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly HttpClient _client = new();
    private NotesServer _server = null!;
    private ISystem _system = null!;

    protected override ISystem System => _system;

    protected override string Kind => "note";

    protected override string? KeyField => "code";

    protected override int Calls => _server.Calls;

    protected override string Secret => NotesServer.Key;

    public async ValueTask InitializeAsync()
    {
        _server = await NotesServer.StartAsync();
        _system = Open(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client.Dispose();
        await _server.DisposeAsync();
    }

    protected override JsonObject FieldsOf(int number) =>
        new() { ["code"] = $"N-{number}", ["text"] = $"Приве́т {number}", ["weight"] = number };

    protected override JsonObject ChangesOf(int number) => new() { ["text"] = $"another text {number}" };

    protected override JsonObject Unacceptable() => new() { ["text"] = "without a code" };

    protected override Task<string> MakeBehindAsync(int number) => Task.FromResult(_server.Make(FieldsOf(number))["id"]!.ToString());

    protected override Task ChangeBehindAsync(string id, int number)
    {
        _server.Change(id, ChangesOf(number));
        return Task.CompletedTask;
    }

    protected override Task DeleteBehindAsync(string id)
    {
        _server.Delete(id);
        return Task.CompletedTask;
    }

    protected override void Fail(Misbehaviour how) => _server.Fail(how);

    protected override void Pass(TimeSpan time) => _clock.Advance(time);

    protected override ISystem Unreachable() => Open(new Uri("http://127.0.0.1:1"));

    private ISystem Open(Uri url) => OpenedSystem.Of(
        new NotesConnector(), $"url: {url}\nremembersKeys: {remembersKeys}",
        "kind: api-key\nheader: X-Api-Key\nkey: ${env:NOTES_KEY}", _client, _clock,
        NotesServer.Key);
}

/// <summary>A product that makes a second note when it is asked a second time.</summary>
public sealed class NotesKitTests() : NotesKit(remembersKeys: false);

/// <summary>One that knows a create again by its key.</summary>
public sealed class NotesWithKeysKitTests() : NotesKit(remembersKeys: true);
