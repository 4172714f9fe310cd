using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Support;

/// <summary>
/// Files that a person approved and that a test compares with what the code says today. <c>LOCKSTEP_APPROVE=1</c> writes them anew; the
/// difference is then read like any other change.
/// </summary>
internal static class Approval
{
    public static bool IsAsked => string.Equals(Environment.GetEnvironmentVariable("LOCKSTEP_APPROVE"), "1", StringComparison.Ordinal);

    /// <summary>Fails when the file of the repository does not say this.</summary>
    public static void ShouldBeApproved(this string text, string path)
    {
        WriteWhenAsked(path, text);
        var file = Path.Combine(Repository.Root, path);
        var approved = File.Exists(file) ? File.ReadAllText(file) : "";
        text.ShouldBe(approved, $"{path} is not what the code says; LOCKSTEP_APPROVE=1 ./test --fast writes it anew.");
    }

    public static void WriteWhenAsked(string path, string text)
    {
        if (IsAsked)
        {
            var file = Path.Combine(Repository.Root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
    }

    /// <summary>The repository's files, one of them read again after it was written.</summary>
    public static IReadOnlyList<SourceFile> With(string path) =>
        [
            .. Repository.Files.Where(file => !string.Equals(file.Path, path, StringComparison.Ordinal)),
            new SourceFile(path, File.ReadAllText(Path.Combine(Repository.Root, path))),
        ];
}
