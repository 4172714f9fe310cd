using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Systems;

/// <summary>A Lockstep with the files of samples/tryton, beside a Tryton.</summary>
internal sealed class TrytonSite : IAsyncDisposable
{
    private readonly Site _site = new(StoreKind.Sqlite);
    private readonly TrytonDatabase _tryton;

    /// <param name="tryton">The Tryton.</param>
    /// <param name="folder">Which flows.</param>
    /// <param name="sweep">How often flows that are polled ask which records are there; null for what the samples say.</param>
    public TrytonSite(TrytonDatabase tryton, string folder = "flows", string? sweep = null)
    {
        _tryton = tryton;
        Directory.CreateDirectory(_site.File("systems"));
        Directory.CreateDirectory(_site.File("flows"));
        File.WriteAllText(_site.File("systems/tryton.yaml"), TrytonFixture.SampleFile("systems/tryton.yaml", tryton));
        foreach (var flow in Directory.GetFiles(Checkout.PathOf("samples", "tryton", folder)).Select(Path.GetFileName))
        {
            var text = TrytonFixture.SampleFile($"{folder}/{flow}", tryton);
            File.WriteAllText(
                _site.File($"flows/{flow}"),
                sweep is null ? text : text.Replace("poll: { ", $"poll: {{ sweep: {sweep}, ", StringComparison.Ordinal));
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
