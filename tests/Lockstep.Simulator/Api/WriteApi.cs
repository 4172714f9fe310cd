using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Simulator.Records;
using Lockstep.Simulator.Worlds;

namespace Lockstep.Simulator.Api;

/// <summary>
/// POST, PUT, PATCH and DELETE of one record, with <c>Idempotency-Key</c> and <c>If-Match</c> where the settings heed them.
/// </summary>
internal sealed class WriteApi(World world)
{
    public Answer Create(Call call, KindShape kind) => Once(call, () => Fields(call) is { } fields
        ? Behind(world.Records.Create(kind.Name, fields), 201) : NoJson());

    public Answer Change(Call call, KindShape kind, string id, bool isWhole) => Once(call, () => Fields(call) is { } fields
        ? Behind(world.Records.Change(kind.Name, id, fields, Version(call), isWhole), 200) : NoJson());

    public Answer Delete(Call call, KindShape kind, string id) => Once(call, () =>
        world.Records.Delete(kind.Name, id, Version(call)).Refusal is { } refusal ? Answer.Of(refusal, world.Shape.IsWrapped)
            : new Answer(204, ""));

    /// <summary>
    /// A repeat under the same key is answered as before; another wish under it is refused. What was refused may be tried again.
    /// </summary>
    private Answer Once(Call call, Func<Answer> write)
    {
        if (!world.Settings.Idempotency || call.Header("Idempotency-Key") is not { Length: > 0 } key)
        {
            return write();
        }

        var wish = $"{call.Method} {string.Join('/', call.Segments)} {call.Body}";
        return world.Records.Read(store =>
        {
            if (store.Repeat(world.Shape.Name, key) is { } before)
            {
                if (!string.Equals(before.Wish, wish, StringComparison.Ordinal))
                {
                    return Answer.Of(new Refusal(422, "key_reused", "The key was used for something else."), world.Shape.IsWrapped);
                }

                world.Ledger.Repeated(call.Kind);
                return new Answer(before.Status, before.Body) { Headers = [("Idempotency-Replayed", "true")] };
            }

            return store.Transact(() =>
            {
                var answer = write();
                if (answer.Status < 300)
                {
                    store.Remember(world.Shape.Name, key, wish, answer.Status, answer.Body);
                }

                return answer;
            });
        });
    }

    /// <summary>Before the answer is on its way somebody of its own users may have been at the record again.</summary>
    private Answer Behind(Written written, int status)
    {
        var answer = Tell(written, status);
        if (written.Record is not { } record)
        {
            return answer;
        }

        world.BehindWrite?.Invoke(record.Kind, record.Id);
        return !world.Settings.AnswersBare ? answer : answer with
        {
            Status = status == 201 ? 201 : 204, Body = "", Headers =
            [
                .. answer.Headers, ("Location", $"/{world.Shape.Name}/{record.Kind}/{Uri.EscapeDataString(record.Id)}"),
            ],
        };
    }

    private Answer Tell(Written written, int status) => written.Refusal is { } refusal
        ? Answer.Of(refusal, world.Shape.IsWrapped) : RecordJson.Answer(world, written.Record!, status);

    private long? Version(Call call) => world.Settings.Conditional && call.Header("If-Match") is { } tag
        ? long.TryParse(tag.Trim('"'), CultureInfo.InvariantCulture, out var version) ? version : -1 : null;

    private static JsonObject? Fields(Call call)
    {
        try
        {
            return JsonNode.Parse(call.Body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Answer NoJson() => Answer.Of(new Refusal(400, "no_json", "The body must be a JSON object."), world.Shape.IsWrapped);
}
