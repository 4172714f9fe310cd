namespace Lockstep.Conformance.Support;

/// <summary>
/// A process dies at one point after the other, all on one site. The one that goes on after a death makes good what that left behind, is
/// looked at, and only then begins to count the passings of its own point: each death costs one start, and each is looked at by itself.
/// </summary>
/// <param name="site">The site.</param>
/// <param name="live">What clients do until the process is gone.</param>
/// <param name="look">What must hold of the process that goes on after a death, given where that was; nothing counts yet.</param>
internal sealed class Deaths(Site site, Func<Api, Task> live, Func<Api, string, Task> look)
{
    private string? _last;

    /// <summary>What must hold of the site as a death left it, while nothing runs on it.</summary>
    public Func<Task> Lie { get; init; } = () => Task.CompletedTask;

    /// <summary>What clients need before they begin.</summary>
    public Func<Api, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    /// <summary>They die at these points, in this order.</summary>
    public async Task OneByOneAsync(IEnumerable<string> fuses)
    {
        foreach (var fuse in fuses)
        {
            await DieAsync(fuse);
        }

        await EndAsync();
    }

    /// <summary>Each dies at the first point, and the next one while it makes good what that left behind.</summary>
    public async Task TwiceAsync(string first, IEnumerable<string> seconds)
    {
        foreach (var second in seconds)
        {
            await DieAsync(first);
            await using var process = ServerProcess.StartFaulty(site, second);
            (await process.ExitAsync()).ShouldBe(ServerProcess.Killed, $"{second}, after {first}");
            await site.EndLeasesAsync();
            _last = $"{first}, then {second}";
        }

        await EndAsync();
    }

    private async Task DieAsync(string fuse)
    {
        await using var process = ServerProcess.StartHeld(site, fuse);
        using var api = await LookAsync(process);
        await process.LightAsync();
        await AtAsync($"On the way to {fuse}", () => live(api));
        (await process.ExitAsync()).ShouldBe(ServerProcess.Killed, fuse);
        await site.EndLeasesAsync();
        _last = fuse;
        await AtAsync($"As {fuse} left it", Lie);
    }

    private async Task EndAsync()
    {
        await using var last = ServerProcess.Start(site);
        using var api = await LookAsync(last);
    }

    private async Task<Api> LookAsync(ServerProcess process)
    {
        var api = await process.ReadyAsync();
        await AtAsync($"After {_last ?? "nothing"}", () => _last is null ? Prepare(api) : look(api, _last));
        return api;
    }

    private static async Task AtAsync(string where, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{where}: {error.Message}", error);
        }
    }
}
