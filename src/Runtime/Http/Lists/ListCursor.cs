using System.Buffers.Text;
using System.Text;

namespace Lockstep.Runtime.Http.Lists;

/// <summary>Where a page ended: its order, and the sort key and the id of its last row. Opaque to clients.</summary>
internal sealed record ListCursor(string Order, string Key, long Id)
{
    private const string Place = "=";
    private const char Separator = '\u001f';

    /// <summary>The place where a list by a custom field goes on; null among the rows without a value, which come last.</summary>
    public string? AtPlace => Key.StartsWith(Place, StringComparison.Ordinal) ? Key[Place.Length..] : null;

    /// <summary>The key of such a place.</summary>
    public static string Placed(string? place) => place is null ? "" : Place + place;

    public override string ToString() =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Join(Separator, Order, Id.ToString(System.Globalization.CultureInfo.InvariantCulture), Key)));

    public static ListCursor? Parse(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator, 3);
        return parts.Length == 3 && long.TryParse(parts[1], System.Globalization.CultureInfo.InvariantCulture, out var id)
            ? new ListCursor(parts[0], parts[2], id)
            : null;
    }
}
