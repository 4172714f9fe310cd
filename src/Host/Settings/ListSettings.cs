using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Host.Settings;

/// <summary>GET /settings</summary>
internal static class ListSettings
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/settings", (IServiceProvider services) => Task.FromResult(Run(services)).ToHttpAsync())
        .Needs(Permissions.SettingsRead)
        .WithTags("Settings")
        .Describe(
            "Every setting of this process: what is in force, where it came from, its default and its range; of secrets only whether they "
                + "are set",
            Response.Of<SettingList>(200));

    public static Answer Run(IServiceProvider services) => Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
        new SettingList([.. SettingValues.Of(services).OrderBy(static one => one.Name, StringComparer.Ordinal)]),
        SettingJson.Default.SettingList));
}
