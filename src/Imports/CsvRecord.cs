namespace Lockstep.Imports;

/// <summary>How a stretch of letters looks that should begin with a CSV record.</summary>
internal enum CsvForm
{
    Whole,
    NeedsMore,
    Malformed,
}

/// <summary>
/// The fields of one CSV record (RFC 4180). A quote inside an unquoted field is a letter like any other (<c>5" pipe</c>); a quoted field
/// must end before the next separator or line break.
/// </summary>
internal sealed class CsvRecord
{
    private const int NotYet = -1;
    private const int Never = -2;
    private readonly List<(int Start, int Length, bool IsEscaped)> _fields = [];

    public int Count => _fields.Count;

    /// <summary>Letters of the record, its line break included.</summary>
    public int Length { get; private set; }

    /// <summary>Finds the fields of the record that the letters begin with.</summary>
    /// <param name="letters">The record and whatever of the file is known after it.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <param name="ended">Whether the file ends with these letters.</param>
    public CsvForm Read(ReadOnlySpan<char> letters, char separator, bool ended)
    {
        _fields.Clear();
        var position = 0;
        while (true)
        {
            var end = position < letters.Length && letters[position] is '"'
                ? Quoted(letters, position, separator, ended)
                : Plain(letters, position, separator, ended);
            if (end < 0)
            {
                return end == Never ? CsvForm.Malformed : CsvForm.NeedsMore;
            }

            if (end == letters.Length || letters[end] != separator)
            {
                return End(letters, end, ended);
            }

            position = end + 1;
        }
    }

    /// <summary>The value of a field of the record that was read from these letters.</summary>
    public string Text(ReadOnlySpan<char> letters, int field)
    {
        var (start, length, isEscaped) = _fields[field];
        var value = new string(letters.Slice(start, length));
        return isEscaped ? value.Replace("\"\"", "\"", StringComparison.Ordinal) : value;
    }

    /// <summary>Whether a field of the record that was read from these letters holds blanks at most.</summary>
    public bool IsBlank(ReadOnlySpan<char> letters, int field) =>
        letters.Slice(_fields[field].Start, _fields[field].Length).IsWhiteSpace();

    private CsvForm End(ReadOnlySpan<char> letters, int end, bool ended)
    {
        if (end < letters.Length && letters[end] is '\r')
        {
            // What was read so far may end between \r and \n: taken now, the \n would be a line of its own.
            if (end + 1 == letters.Length && !ended)
            {
                return CsvForm.NeedsMore;
            }

            end += end + 1 < letters.Length && letters[end + 1] is '\n' ? 1 : 0;
        }

        Length = Math.Min(end + 1, letters.Length);
        return CsvForm.Whole;
    }

    private int Plain(ReadOnlySpan<char> letters, int start, char separator, bool ended)
    {
        var length = letters[start..].IndexOfAny(separator, '\r', '\n');
        if (length < 0 && !ended)
        {
            return NotYet;
        }

        length = length < 0 ? letters.Length - start : length;
        _fields.Add((start, length, false));
        return start + length;
    }

    private int Quoted(ReadOnlySpan<char> letters, int start, char separator, bool ended)
    {
        var isEscaped = false;
        var at = start + 1;
        while (true)
        {
            var found = letters[at..].IndexOf('"');
            at += found;

            // Only the next letter tells whether this mark closes the field or is the first of two that stand for one.
            if (found < 0 || (at + 1 == letters.Length && !ended))
            {
                return ended ? Never : NotYet;
            }

            if (at + 1 == letters.Length || letters[at + 1] is '\r' or '\n' || letters[at + 1] == separator)
            {
                _fields.Add((start + 1, at - start - 1, isEscaped));
                return at + 1;
            }

            if (letters[at + 1] is not '"')
            {
                return Never;
            }

            isEscaped = true;
            at += 2;
        }
    }
}
