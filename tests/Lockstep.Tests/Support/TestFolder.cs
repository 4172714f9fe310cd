namespace Lockstep.Tests.Support;

/// <summary>A folder that goes when the test goes, with the databases that were kept for it elsewhere.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lockstep-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        TestDatabases.DropAsync(Path).GetAwaiter().GetResult();
    }
}
