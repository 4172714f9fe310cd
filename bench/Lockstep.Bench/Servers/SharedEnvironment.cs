namespace Lockstep.Bench.Servers;

/// <summary>How .NET runs both servers of a pair: the collector and the compiler must not make the difference.</summary>
internal static class SharedEnvironment
{
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "1",
        ["DOTNET_TieredPGO"] = "1",
        ["DOTNET_ENVIRONMENT"] = "Production",
    };
}
