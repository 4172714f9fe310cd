using System.CommandLine;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep keys</c>: the keys that sign access tokens.</summary>
internal static class KeysCommand
{
    private const string Path = "/api/keys";

    public static Command Create()
    {
        var now = new Option<bool>("--now")
        {
            Description = "Sign with the new key at once, without the pause in which others learn of it",
        };
        var revoke = new Option<bool>("--revoke")
        {
            Description = "Refuse everything that the other keys signed and end all sessions: everybody signs in again",
        };
        return new Command("keys", "The keys that sign access tokens")
        {
            ServerCommand.Create("list", "Show the keys that sign and verify.", (_, context, ct) => ListAsync(context, ct)),
            ServerCommand.Create(
                "rotate", "Make a new key. Tokens of the others stay good until they expire.",
                (result, context, ct) => RotateAsync(context, new RotateKeysBody(result.GetValue(now), result.GetValue(revoke)), ct), now,
                revoke),
        };
    }

    public static Task<int> ListAsync(CommandContext context, CancellationToken ct) => context.RunAsync(
        async api => Show(context, await api.GetAsync(Path, CommandJson.Default.KeysState, ct)), ct);

    public static Task<int> RotateAsync(CommandContext context, RotateKeysBody how, CancellationToken ct) => context.RunAsync(
        async api => Show(context, await api.PostAsync(
            Path + "/rotate", how, CommandJson.Default.RotateKeysBody, CommandJson.Default.KeysState, ct)),
        ct);

    private static void Show(CommandContext context, KeysState keys)
    {
        foreach (var key in keys.Items)
        {
            var end = key.RetiresAt is { } retires ? $", retires {retires:u}" : "";
            context.Output.WriteLine($"{key.Kid}  {key.State,-9}  made {key.CreatedAt:u}, signs from {key.SignsFrom:u}{end}");
        }
    }
}
