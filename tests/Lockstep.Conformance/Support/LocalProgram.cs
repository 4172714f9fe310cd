namespace Lockstep.Conformance.Support;

/// <summary>
/// Where other people's programs are: in the path of this machine, or in the folder into which <c>./test</c> fetches them.
/// </summary>
internal static class LocalProgram
{
    /// <summary>The path of a program; its bare name when it is nowhere, which says so when it is started.</summary>
    public static string Find(string name) => Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Append("/usr/sbin").Append(Checkout.PathOf("artifacts"))
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? name;
}
