using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Streams;

/// <summary>
/// How far a stream has come: for each module that it follows the position of the last event, as one text like
/// <c>crm.120-orders.9</c>. Clients give it back as it is.
/// </summary>
public sealed class StreamCursor
{
    private const int LengthMax = 1_000;
    private const string Fault = "Must be the id of an event of this stream, as it came.";
    private readonly IReadOnlyDictionary<string, long> _positions;

    private StreamCursor(IReadOnlyDictionary<string, long> positions) => _positions = positions;

    /// <summary>The modules that it names.</summary>
    public IEnumerable<string> Modules => _positions.Keys;

    /// <summary>Reads one; null, with an error, when it is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="field">The name of the parameter or header.</param>
    /// <param name="errors">Gets what is wrong.</param>
    public static StreamCursor? Read(string text, string field, Errors errors)
    {
        var positions = new Dictionary<string, long>(StringComparer.Ordinal);

        // Its length before its parts: it comes from outside.
        foreach (var part in text.Length <= LengthMax ? text.Split('-') : [""])
        {
            if (part.Split('.') is not [{ Length: > 0 } module, var number] || !module.All(char.IsAsciiLetterOrDigit)
                || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
                || !positions.TryAdd(module, position))
            {
                errors.Add(field, Fault);
                return null;
            }
        }

        return new StreamCursor(positions);
    }

    /// <summary>The position in a module; null when it does not name it.</summary>
    internal long? Of(string module) => _positions.TryGetValue(module, out var position) ? position : null;

    /// <summary>Writes one, in the order of the parts.</summary>
    /// <returns>The bytes that it took.</returns>
    internal static int Write(IReadOnlyList<StreamPart> parts, Span<byte> to)
    {
        var length = 0;
        foreach (var part in parts)
        {
            if (length > 0)
            {
                to[length++] = (byte)'-';
            }

            length += Encoding.ASCII.GetBytes(part.Module, to[length..]);
            to[length++] = (byte)'.';
            Utf8Formatter.TryFormat(part.Position, to[length..], out var digits);
            length += digits;
        }

        return length;
    }

    /// <summary>Bytes that are enough for <see cref="Write"/>.</summary>
    internal static int RoomFor(IReadOnlyList<StreamPart> parts) => parts.Sum(static part => part.Module.Length + 22);
}
