namespace Lockstep.Tests.Support;

/// <summary>Public data sets beside the repository.</summary>
internal static class RealData
{
    /// <summary>The path of a file; skips the test where it is not there.</summary>
    public static string Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lockstep.slnx")))
            {
                var path = Path.Combine(folder.FullName, "..", "shared", "data", name);
                Assert.SkipUnless(
                    File.Exists(path),
                    $"The public data set {name} is not there: it is looked for in ../shared/data beside the repository.");
                return path;
            }
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
