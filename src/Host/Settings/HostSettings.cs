using System.Globalization;
using Lockstep.Runtime;
using Lockstep.Runtime.Telemetry;

namespace Lockstep.Host.Settings;

/// <summary>Where settings come from and how the process talks to the terminal.</summary>
internal static class HostSettings
{
    private const int LinesPerSecond = 20;

    /// <summary>
    /// Settings: <c>lockstep.json</c> in the data folder, then environment variables: those that documentation names as they are
    /// (<c>LOCKSTEP_DATA</c>), sections of options with <c>LOCKSTEP_</c> before and <c>__</c> between (<c>LOCKSTEP_Sqlite__GroupMax</c>).
    /// </summary>
    public static void ConfigureHost(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddSettings(builder.Configuration["LOCKSTEP_DATA"]);
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);

        // Why a start failed is told in one line by the command; its stack trace would bury that.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Logging.SetMinimumLevel(
            Enum.TryParse<LogLevel>(builder.Configuration["LOCKSTEP_LOG"], ignoreCase: true, out var level) ? level : LogLevel.Information);
        builder.Logging.Services.AddSingleton<ILoggerProvider>(provider => new LineLoggerProvider(
            Console.Out, Lines(builder.Configuration["LOCKSTEP_LOG_LINES"]), provider.GetRequiredService<TimeProvider>(),
            isTerminal: !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "",
            provider.GetRequiredService<Hush>()));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
    }

    /// <summary>The settings alone, for commands that look into a data folder without being the server.</summary>
    public static IConfiguration Read() =>
        new ConfigurationBuilder().AddSettings(Environment.GetEnvironmentVariable("LOCKSTEP_DATA")).Build();

    /// <summary>The data folder that settings name.</summary>
    public static string FolderOf(IConfiguration settings) =>
        Path.GetFullPath(settings["LOCKSTEP_DATA"] is { Length: > 0 } folder ? folder : "data");

    // The last one wins: the environment over the file, and a section with the prefix over one without.
    private static IConfigurationBuilder AddSettings(this IConfigurationBuilder settings, string? folder) => settings
        .AddJsonFile(Path.GetFullPath(Path.Combine(folder ?? "data", "lockstep.json")), optional: true)
        .AddEnvironmentVariables().AddEnvironmentVariables("LOCKSTEP_");

    private static int Lines(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return LinesPerSecond;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) && lines is >= 1 and <= 100_000
            ? lines
            : throw new StartupException($"LOCKSTEP_LOG_LINES is {text}, but must be a number of lines per second from 1 to 100000.");
    }
}
