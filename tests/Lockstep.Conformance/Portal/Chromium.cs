using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Lockstep.Conformance.Portal.Chromium))]

namespace Lockstep.Conformance.Portal;

/// <summary>
/// The browser of the whole run, Debian's own, without the pages of its own windows, which take more time than ours; started by the first
/// test that wants it. Each visit is by itself in it.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    private const string Program = "chromium-headless-shell";
    private readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> _started = new(StartAsync);

    internal async Task<IBrowser> BrowserAsync() => (await _started.Value).Browser;

    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated)
        {
            var (driver, browser) = await _started.Value;
            await browser.CloseAsync();
            driver.Dispose();
        }
    }

    private static async Task<(IPlaywright Driver, IBrowser Browser)> StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(Visit.PatienceMs);
        var driver = await Playwright.CreateAsync();
        var options = new BrowserTypeLaunchOptions { ExecutablePath = FindProgram(), Timeout = Visit.PatienceMs };
        return (driver, await driver.Chromium.LaunchAsync(options));
    }

    private static string FindProgram() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(static folder => Path.Combine(folder, Program)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"There is no {Program} in the path; ./test installs it.");
}
