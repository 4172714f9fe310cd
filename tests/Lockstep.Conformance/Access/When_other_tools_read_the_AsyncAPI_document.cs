namespace Lockstep.Conformance.Access;

/// <summary>The official parser of AsyncAPI on the document that a server gives out.</summary>
public sealed class When_other_tools_read_the_AsyncAPI_document(StartedSites sites)
{
    [Fact]
    public async Task The_official_parser_finds_no_fault_and_every_event()
    {
        await using var site = await sites.CopyAsync(Lockstep.Runtime.Storage.StoreKind.Sqlite);
        await using var server = ServerProcess.Start(site);
        using var api = await server.ReadyAsync();
        using var folder = new TempFolder();
        var file = folder.File("asyncapi.json");
        await File.WriteAllTextAsync(
            file, await api.Http.GetStringAsync(new Uri("/asyncapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);
        var (code, output) = await NodeFolder.RunAsync("asyncapi.mjs", file);
        var messages = Lockstep.Contracts.Events.EventTypes.All.Count + 2;
        output.Trim().ShouldBe($"version 3.0.0, {messages} messages, 1 channel");
        code.ShouldBe(0);
    }
}
