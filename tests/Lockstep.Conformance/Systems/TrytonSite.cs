using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Systems;

/// <summary>A Lockstep with the files of samples/tryton, beside a Tryton.</summary>
internal sealed class TrytonSite : IAsyncDisposable
{
    private readonly Site _site = new(StoreKind.Sqlite);
    private readonly TrytonDatabase _tryton;

    public TrytonSite(TrytonDatabase tryton)
    {
        _tryton = tryton;
        Directory.CreateDirectory(_site.File("systems"));
        Directory.CreateDirectory(_site.File("flows"));
        File.WriteAllText(_site.File("systems/tryton.yaml"), TrytonFixture.SampleFile("systems/tryton.yaml", tryton));
        foreach (var flow in Directory.GetFiles(Checkout.PathOf("samples", "tryton", "flows")).Select(Path.GetFileName))
        {
            File.WriteAllText(_site.File($"flows/{flow}"), TrytonFixture.SampleFile($"flows/{flow}", tryton));
        }
    }

    public ServerProcess Start() => ServerProcess.Start(
        _site, ("TRYTON_PASSWORD", _tryton.Password), ("LOCKSTEP_Outbound__Allow", _tryton.Server.Authority));

    /// <summary>Takes away all that the engine knows; no process may work on the site.</summary>
    public void ForgetDeliveries()
    {
        var files = Directory.GetFiles(_site.Path, "sync.db*", SearchOption.AllDirectories);
        files.ShouldNotBeEmpty();
        Array.ForEach(files, File.Delete);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
