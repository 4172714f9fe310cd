using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Sync.Incoming;

/// <summary>Makes what came fit to be shown: members that are called like a secret say <c>***</c>.</summary>
internal static class MaskedBody
{
    private const string Masked = "***";

    private static readonly string[] Words =
    [
        "password", "passwd", "secret", "token", "authorization", "apikey", "privatekey", "signature", "cardnumber", "cvc", "cvv", "iban",
    ];

    /// <summary>The body as JSON; null when there is none any more.</summary>
    public static JsonElement? Of(byte[] body)
    {
        if (body.Length == 0)
        {
            return null;
        }

        var node = JsonNode.Parse(body);
        Mask(node);
        return JsonElement.Parse(node?.ToJsonString() ?? "null");
    }

    private static void Mask(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Mask(item);
            }
        }

        if (node is JsonObject members)
        {
            foreach (var name in members.Select(static member => member.Key).ToList())
            {
                if (IsSecret(name) && members[name] is not null)
                {
                    members[name] = Masked;
                }
                else
                {
                    Mask(members[name]);
                }
            }
        }
    }

    private static bool IsSecret(string name)
    {
        var plain = string.Concat(name.Where(char.IsLetterOrDigit));
        return Words.Any(word => plain.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
