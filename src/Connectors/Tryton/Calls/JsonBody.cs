using System.Text;
using System.Text.Json.Nodes;

namespace Lockstep.Connectors.Tryton.Calls;

/// <summary>JSON as the body of a call.</summary>
internal static class JsonBody
{
    public static ByteArrayContent Of(JsonObject json) =>
        new(Encoding.UTF8.GetBytes(json.ToJsonString())) { Headers = { ContentType = new("application/json") } };
}
