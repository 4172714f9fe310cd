using System.Text;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Lockstep.Imports;

/// <summary>The file in a request: its body, or the file that a form sends.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="Form">In which form its rows are.</param>
/// <param name="Charset">The charset that is said with it; null when none is.</param>
internal sealed record UploadBody(Stream Bytes, RowForm Form, Encoding? Charset)
{
    private static readonly string[] CsvTypes = ["text/csv", "application/csv", "text/tab-separated-values"];
    private static readonly string[] JsonTypes = ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/json"];

    /// <summary>What browsers and programs send where they don't know better; the file itself tells.</summary>
    private static readonly string[] AnyTypes =
    [
        "application/octet-stream", "text/plain", "application/vnd.ms-excel", "application/gzip", "application/x-gzip", "application/zip",
        "application/x-zip-compressed", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ];

    private static readonly Refusal Unknown = new(
        RefusalCode.UnknownFormat,
        "Send the rows as CSV, with Content-Type: text/csv, as NDJSON, with Content-Type: application/x-ndjson, as a JSON array, with "
        + "application/json, as an Excel workbook (.xlsx), or one such file in a form (multipart/form-data).");

    /// <summary>Finds the file.</summary>
    public static async ValueTask<(UploadBody? Body, Refusal? Refusal)> FindAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.Headers.ContentEncoding is [{ Length: > 0 } packed]
            && packed.ToLowerInvariant() is not ("gzip" or "x-gzip" or "identity"))
        {
            return (null, new Refusal(RefusalCode.UnknownFormat, "Pack the body with gzip, or not at all (Content-Encoding)."));
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return (null, Unknown);
        }

        return type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? await FindPartAsync(request.Body, type, ct)
            : Of(request.Body, type, null);
    }

    private static async ValueTask<(UploadBody? Body, Refusal? Refusal)> FindPartAsync(Stream body, MediaTypeHeaderValue type,
        CancellationToken ct)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > 70)
        {
            return (null, Refusal.Invalid("Content-Type", "Must name the boundary of the form's parts, 70 letters at most."));
        }

        try
        {
            var parts = new MultipartReader(boundary, body);
            while (await parts.ReadNextSectionAsync(ct) is { } part)
            {
                var name = part.AsFileSection()?.FileName;
                if (!string.IsNullOrEmpty(name))
                {
                    _ = MediaTypeHeaderValue.TryParse(part.ContentType ?? AnyTypes[0], out var own);
                    return own is null ? (null, Unknown) : Of(new LastPart(parts, part.Body), own, name);
                }

                if (part.AsFormDataSection()?.Name is { } field)
                {
                    return (null, Refusal.Invalid(Runtime.Values.Printable.Clean(field),
                        "Is a field of the form; parameters of an import stand in its address, behind the question mark."));
                }
            }
        }
        catch (InvalidDataException)
        {
            return (null, Refusal.Invalid("$", "The form can't be read; send it as browsers and curl -F do."));
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            return (null, Refusal.Invalid("$", "The form ends too early; send one file in it."));
        }

        return (null, Refusal.Invalid("$", "The form has no file; send one, like curl -F file=@customers.csv."));
    }

    /// <summary>The file of a form. What stands behind it would be dropped without a word.</summary>
    private sealed class LastPart(MultipartReader parts, Stream body) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read;
            try
            {
                read = await body.ReadAsync(buffer, cancellationToken);
            }
            catch (IOException error) when (error.GetType() == typeof(IOException))
            {
                // The reader of forms says so in no other way; what is more exact tells of the connection.
                throw new UnreadableException("$", "The form ends too early, in the middle of its file; send it anew.");
            }

            return read > 0 || buffer.Length == 0 || await parts.ReadNextSectionAsync(cancellationToken) is null
                ? read
                : throw new UnreadableException(
                    "$", "The form has something behind its file; send one file, and the parameters in the address.");
        }
    }

    private static (UploadBody? Body, Refusal? Refusal) Of(Stream bytes, MediaTypeHeaderValue type, string? name)
    {
        if (FormOf(type.MediaType.ToString(), name) is not { } form)
        {
            return (null, Unknown);
        }

        var charset = type.Charset.HasValue ? Encodings.Find(HeaderUtilities.RemoveQuotes(type.Charset).ToString()) : null;
        return type.Charset.HasValue && charset is null
            ? (null, Refusal.Invalid("Content-Type", $"There is no charset {type.Charset}; leave it out to have it recognised."))
            : (new UploadBody(bytes, form, charset), null);
    }

    private static RowForm? FormOf(string type, string? name)
    {
        var plain = name?.ToLowerInvariant() is { } lower ? lower.EndsWith(".gz", StringComparison.Ordinal) ? lower[..^3] : lower : "";
        return Path.GetExtension(plain) switch
        {
            ".ndjson" or ".jsonl" or ".json" => RowForm.Json,
            ".csv" or ".tsv" or ".tab" or ".txt" => RowForm.Csv,
            _ when CsvTypes.Contains(type, StringComparer.OrdinalIgnoreCase) => RowForm.Csv,
            _ when JsonTypes.Contains(type, StringComparer.OrdinalIgnoreCase) => RowForm.Json,
            _ when AnyTypes.Contains(type, StringComparer.OrdinalIgnoreCase) => RowForm.Any,
            _ => null,
        };
    }
}
