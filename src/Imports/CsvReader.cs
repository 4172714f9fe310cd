namespace Lockstep.Imports;

/// <summary>
/// Reads CSV record by record in constant memory. A quotation mark that is opened and never closed, or closed in the middle of a field,
/// costs only the line it stands on: reading goes on with the line after it, so that it can't swallow the rest of the file. That takes
/// going back in the text, which is why this is not a reader from a package: those go on after the mark.
/// </summary>
internal sealed class CsvReader(TextSource text)
{
    /// <summary>The longest record in letters; whatever is longer has lost its closing mark or is no CSV.</summary>
    public const int RecordMax = 65_536;

    private const string BadMark =
        "A quotation mark is opened on this line and not closed before a separator or line end; double the marks inside a field.";
    private const string TooLong = "The row is longer than 65,536 characters.";

    // Room for the longest record and as much again: that one is too long is seen before there is no room to read on.
    private readonly char[] _letters = new char[2 * RecordMax];
    private readonly CsvRecord _record = new();
    private int _recordStart;
    private int _start;
    private int _end;
    private bool _ended;
    private bool _skipping;
    private bool _behindReturn;
    private long _nextLine = 1;

    private enum Step
    {
        Record,
        Blank,
        NeedMore,
        End,
    }

    /// <summary>The line on which the record begins; the file begins with line 1.</summary>
    public long Line { get; private set; }

    /// <summary>What is wrong with the form of the record; then it has no fields to read.</summary>
    public string? Fault { get; private set; }

    public int Count => _record.Count;

    /// <summary>Whether the record holds bytes that mean nothing in the encoding of the file.</summary>
    public bool IsBroken => Record.Contains(Encodings.Broken);

    private ReadOnlySpan<char> Record => _letters.AsSpan(_recordStart, _start - _recordStart);

    private ReadOnlySpan<char> Rest => _letters.AsSpan(_start, _end - _start);

    /// <summary>The value of a field of the record.</summary>
    public string Text(int field) => _record.Text(Record, field);

    /// <summary>What separates fields.</summary>
    public char Separator { get; private set; } = ',';

    /// <summary>Whether a field of the record holds blanks at most.</summary>
    public bool IsBlank(int field) => _record.IsBlank(Record, field);

    /// <summary>
    /// Moves to the header. What separates fields is said by the caller, or by a line before it, or shows in it; where it could mean more
    /// than
    /// one thing, in the rows behind it.
    /// </summary>
    public async ValueTask<bool> ReadHeaderAsync(char? separator, CancellationToken ct)
    {
        await FillLinesAsync(1, ct);
        if (CsvSeparators.Named(Rest) is { } named)
        {
            Consume(named.Length);
            separator ??= named.Separator;
            await FillLinesAsync(1, ct);
        }

        // More rows only where the header leaves it open: who sends row by row, and waits for what becomes of each, would wait for ever.
        if (separator is null && !CsvSeparators.IsClear(Rest))
        {
            await FillLinesAsync(CsvSeparators.RecordsMax, ct);
        }

        Separator = separator ?? CsvSeparators.Find(Rest);
        return await ReadAsync(ct);
    }

    /// <summary>Moves to the next record, past blank lines; false at the end.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            switch (Next())
            {
                case Step.Record:
                    return true;
                case Step.End:
                    return false;
                case Step.NeedMore:
                    await FillAsync(ct);
                    break;
                default:
                    break;
            }
        }
    }

    private Step Next()
    {
        if (_skipping)
        {
            SkipLine();
        }

        if (_start == _end)
        {
            return _ended ? Step.End : Step.NeedMore;
        }

        if (_letters[_start] is '\r' or '\n')
        {
            Consume(1);
            return Step.Blank;
        }

        var form = _record.Read(Rest, Separator, _ended);
        var length = form == CsvForm.Whole ? _record.Length : _end - _start;
        if (form == CsvForm.NeedsMore && length <= RecordMax)
        {
            return Step.NeedMore;
        }

        (Line, _recordStart) = (_nextLine, _start);
        Fault = form == CsvForm.Malformed ? BadMark : length > RecordMax ? TooLong : null;
        if (Fault is null)
        {
            Consume(length);
        }
        else
        {
            SkipLine();
        }

        return Step.Record;
    }

    /// <summary>Goes to the line after this one, as far as it is here yet.</summary>
    private void SkipLine()
    {
        // A file of a Mac of old ends its lines with a return alone; the line feed of the others behind one is a blank line then.
        var lineEnd = Rest.IndexOfAny('\r', '\n');
        _skipping = lineEnd < 0;
        Consume(_skipping ? _end - _start : lineEnd + 1);
    }

    private void Consume(int length)
    {
        var taken = Rest[..length];
        _nextLine += LineEnds(taken) - (_behindReturn && taken.StartsWith('\n') ? 1 : 0);
        _behindReturn = length == 0 ? _behindReturn : taken[^1] == '\r';
        _start += length;
    }

    /// <summary>How many lines end in a text: with a line feed, a return, or both.</summary>
    private static int LineEnds(ReadOnlySpan<char> text) => text.Count('\n') + text.Count('\r') - text.Count("\r\n");

    /// <summary>Reads on until so many lines are here, as far as there is room.</summary>
    private async ValueTask FillLinesAsync(int lines, CancellationToken ct)
    {
        while (!_ended && _end - _start < RecordMax && LineEnds(Rest.TrimStart("\r\n")) < lines)
        {
            await FillAsync(ct);
        }
    }

    private async ValueTask FillAsync(CancellationToken ct)
    {
        Rest.CopyTo(_letters);
        (_start, _end) = (0, _end - _start);
        var read = await text.ReadAsync(_letters.AsMemory(_end), ct);
        _end += read;
        _ended = read == 0;
    }
}
