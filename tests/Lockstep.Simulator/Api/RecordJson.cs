using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Simulator.Behaviour;
using Lockstep.Simulator.Records;
using Lockstep.Simulator.Worlds;

namespace Lockstep.Simulator.Api;

/// <summary>A record as the system shows it.</summary>
internal static class RecordJson
{
    public static JsonObject Of(World world, StoredRecord record)
    {
        var own = world.Shape.Own;
        var json = new JsonObject
        {
            [own.Id] = world.Settings.Ids == IdStyle.Number && long.TryParse(record.Id, CultureInfo.InvariantCulture, out var number)
                ? number : record.Id,
            [own.Version] = record.Version,
            [own.CreatedAt] = Instant(record.CreatedAt),
            [own.ChangedAt] = Instant(record.ChangedAt),
        };
        if (record.IsDeleted)
        {
            json["deleted"] = true;
            return json;
        }

        var fields = record.Fields();
        FieldRules.GiveOut(world.Settings, world.Shape.Find(record.Kind)!, fields);
        foreach (var (name, value) in fields)
        {
            json[name] = value?.DeepClone();
        }

        return json;
    }

    /// <summary>A record by itself, with its version as ETag.</summary>
    public static Answer Answer(World world, StoredRecord record, int status) => Api.Answer.Of(status, Wrap(world, Of(world, record))) with
    {
        Headers = [("ETag", FormattableString.Invariant($"\"{record.Version}\""))],
    };

    public static string Instant(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Wrap(World world, JsonObject record) => world.Shape.IsWrapped ? new JsonObject { ["data"] = record } : record;
}
