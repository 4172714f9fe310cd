using Lockstep.Runtime.Http;

namespace Lockstep.Crm.Import;

/// <summary>
/// Which field a header means: what the caller's map says first, then the well-known names, in any case and with blanks, hyphens, dots or
/// underscores (<c>External ID</c>, <c>external_id</c>). A field that the map gives away is no longer taken by its well-known name.
/// </summary>
internal sealed class FieldNames
{
    /// <summary>The names that a map may use, and that headers are recognised by without one.</summary>
    private static readonly Dictionary<string, ImportField> Known = new(StringComparer.Ordinal)
    {
        ["name"] = ImportField.Name,
        ["organisation"] = ImportField.Organisation,
        ["organization"] = ImportField.Organisation,
        ["company"] = ImportField.Organisation,
        ["companyname"] = ImportField.Organisation,
        ["email"] = ImportField.Email,
        ["emailaddress"] = ImportField.Email,
        ["phone"] = ImportField.Phone,
        ["phonenumber"] = ImportField.Phone,
        ["telephone"] = ImportField.Phone,
        ["externalid"] = ImportField.ExternalId,
        ["source"] = ImportField.Source,
        ["status"] = ImportField.Status,
        ["line"] = ImportField.Line,
        ["address"] = ImportField.Line,
        ["addressline"] = ImportField.Line,
        ["street"] = ImportField.Line,
        ["city"] = ImportField.City,
        ["addresscity"] = ImportField.City,
        ["region"] = ImportField.Region,
        ["addressregion"] = ImportField.Region,
        ["state"] = ImportField.Region,
        ["postalcode"] = ImportField.PostalCode,
        ["addresspostalcode"] = ImportField.PostalCode,
        ["postcode"] = ImportField.PostalCode,
        ["zip"] = ImportField.PostalCode,
        ["zipcode"] = ImportField.PostalCode,
        ["country"] = ImportField.Country,
        ["addresscountry"] = ImportField.Country,
    };

    private readonly Dictionary<string, ImportField?> _mapped = new(StringComparer.OrdinalIgnoreCase);
    private ImportFieldSet _taken;

    /// <summary>Headers that the map names.</summary>
    public IReadOnlyCollection<string> Mapped => _mapped.Keys;

    /// <summary>Reads a map like <c>CustomerID=externalId,Fax=</c>; nothing after the sign leaves the column out.</summary>
    public static FieldNames Parse(string map, Errors errors)
    {
        var names = new FieldNames();
        foreach (var entry in map.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var sign = entry.LastIndexOf('=');
            if (sign < 1)
            {
                errors.Add("map", $"'{entry}' must be a header, an equals sign and a field, like CustomerID=externalId.");
                continue;
            }

            names.Add(entry[..sign].Trim(), entry[(sign + 1)..].Trim(), errors);
        }

        return names;
    }

    /// <summary>The field of a header, or null when nothing is known of it.</summary>
    public ImportField? Find(string header)
    {
        if (_mapped.TryGetValue(header, out var field))
        {
            return field;
        }

        return Known.TryGetValue(Plain(header), out var known) && !_taken.Has(known) ? known : null;
    }

    private void Add(string header, string name, Errors errors)
    {
        ImportField? field = Known.TryGetValue(Plain(name), out var known) ? known : null;
        if (field is null && name.Length > 0)
        {
            errors.Add("map", $"'{name}' is not a field; there are {FieldList}.");
        }
        else if (field is { } taken && _taken.Has(taken))
        {
            errors.Add("map", $"Only one header can become {name}.");
        }
        else if (!_mapped.TryAdd(header, field))
        {
            errors.Add("map", $"'{header}' is there twice.");
        }
        else if (field is { } given)
        {
            _taken = _taken.With(given);
        }
    }

    private const string FieldList = "name, organisation, email, phone, externalId, source, status, line, city, region, postalCode and country";

    private static string Plain(string header) =>
        string.Concat(header.Where(letter => letter is not (' ' or '_' or '-' or '.'))).ToLowerInvariant();
}
