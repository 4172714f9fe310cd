namespace Lockstep.Runtime.UseCases;

/// <summary>Gathers what is wrong with the fields of one request.</summary>
public sealed class Errors
{
    private readonly SortedDictionary<string, List<string>> _messages = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is wrong.</summary>
    public bool None => _messages.Count == 0;

    /// <summary>Notes down one fault of a field.</summary>
    /// <param name="field">The JSON name, with dots for inner fields, for example <c>address.city</c>.</param>
    /// <param name="message">What is wrong, as a sentence.</param>
    public void Add(string field, string message)
    {
        if (!_messages.TryGetValue(field, out var messages))
        {
            _messages[field] = messages = [];
        }

        messages.Add(message);
    }

    /// <summary>Notes down the faults that were found elsewhere.</summary>
    public void Add(Errors others)
    {
        foreach (var (field, messages) in others._messages)
        {
            messages.ForEach(message => Add(field, message));
        }
    }

    /// <summary>The field's faults.</summary>
    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        _messages.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray(), StringComparer.Ordinal);

    /// <summary>All of it in one line, for a row of an import; null when nothing is wrong.</summary>
    public string? ToText() => None ? null : string.Join(' ', _messages.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}"));

    /// <summary>A 400 that names the fields, or null when nothing is wrong.</summary>
    public Refusal? ToRefusal() => None ? null : Refusal.Invalid(ToDictionary());
}
