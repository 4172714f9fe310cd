using System.Globalization;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Imports;

/// <summary>Where each column of a file goes.</summary>
/// <param name="Targets">What each column becomes; null for one that is ignored. Columns without a header at the end are none.</param>
/// <param name="Ignored">Headers that nothing maps to.</param>
internal sealed record ColumnMap(IReadOnlyList<FieldTarget?> Targets, IReadOnlyList<string> Ignored)
{
    /// <summary>Finds the field of each header; what is wrong with map and header together goes into the errors.</summary>
    public static ColumnMap Create(IReadOnlyList<string> headers, FieldNames names, Errors errors)
    {
        var map = new Maker([.. headers.Take(headers.ToList().FindLastIndex(static header => header.Length > 0) + 1)], names, errors);

        // In the order of strength: what the caller says, then names that mean one thing, then those that give way to others.
        map.TakeMapped();
        map.TakeKnown();
        map.TakeWeak();
        return map.Make();
    }

    /// <summary>What a file has, for a person.</summary>
    private static string Told(IEnumerable<string> headers) => Printable.Clean(string.Join(", ", headers.Select(MapEntry.Written)));

    private sealed class Maker(IReadOnlyList<string> headers, FieldNames names, Errors errors)
    {
        private readonly FieldTarget?[] _targets = new FieldTarget?[headers.Count];
        private readonly bool[] _settled = new bool[headers.Count];
        private readonly Dictionary<int, string> _holders = [];

        public void TakeMapped()
        {
            foreach (var (entry, field) in names.Mapped)
            {
                var columns = Columns(entry.Header);
                var parts = columns.Count > 0 || entry.Parts.Count == 1 ? [columns] : entry.Parts.Select(Columns).ToList();
                if (parts.FindIndex(static part => part.Count == 0) is >= 0 and var missing)
                {
                    var name = parts.Count == 1 ? entry.Header : entry.Parts[missing];
                    errors.Add("map", $"The file has no column '{Printable.Clean(name)}'; it has {Told(headers)}.");
                }

                foreach (var (place, part) in parts.Index())
                {
                    part.ForEach(column => Settle(column, field is { } one ? new FieldTarget(one, parts.Count == 1 ? null : place) : null));
                }
            }
        }

        public void TakeKnown()
        {
            for (var column = 0; column < headers.Count; column++)
            {
                if (!_settled[column] && names.FindKnown(headers[column]) is { } field)
                {
                    Settle(column, new FieldTarget(field));
                }
            }
        }

        /// <summary>Headers that mean a field where no other column does; the first one of each.</summary>
        public void TakeWeak()
        {
            for (var column = 0; column < headers.Count; column++)
            {
                if (!_settled[column] && names.FindWeak(headers[column]) is { } field && !_holders.ContainsKey(field))
                {
                    Settle(column, new FieldTarget(field));
                }
            }

            // Noted down before the parts: the first of them, once settled, would pass for the whole and keep the second one out.
            var wholes = _holders.Keys.ToList();
            for (var column = 0; column < headers.Count; column++)
            {
                if (!_settled[column] && names.FindPart(headers[column]) is { } part && !wholes.Contains(part.Field)
                    && !_targets.Contains(part))
                {
                    Settle(column, part);
                }
            }
        }

        public ColumnMap Make()
        {
            names.Note(headers.Zip(_targets));
            if (_holders.Count == 0)
            {
                var example = headers.Count == 0 ? ""
                    : $"; say what they are, like map={Printable.Clean(MapEntry.Written(headers[0]))}={names.Table.Name(0)}";
                errors.Add("map", $"No column is known ({Told(headers)}){example}.");
            }

            return new ColumnMap(_targets, [.. headers.Where((header, column) => _targets[column] is null && header.Length > 0)]);
        }

        private void Settle(int column, FieldTarget? target)
        {
            _settled[column] = true;
            _targets[column] = target;
            if (target is { } one && !_holders.TryAdd(one.Field, headers[column]) && one.Place is null)
            {
                var (first, second) = (Printable.Clean(_holders[one.Field]), Printable.Clean(headers[column]));
                errors.Add(
                    "map", $"'{first}' and '{second}' would both become {names.Table.Name(one.Field)}; say which one, "
                    + $"and leave the other out with '{second}='.");
            }
        }

        /// <summary>The columns of a header, which may also be said by their number: <c>#2</c> is the second one.</summary>
        private List<int> Columns(string header)
        {
            var named = Enumerable.Range(0, headers.Count).Where(column => FieldNames.Same(headers[column], header)).ToList();
            var isNumber = named.Count == 0 && header.StartsWith('#');
            return isNumber && int.TryParse(header[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= 1 && number <= headers.Count ? [number - 1] : named;
        }
    }
}
