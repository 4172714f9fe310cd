using System.Security.Cryptography;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Lockstep.Runtime.Http.Files;

/// <summary>A file that somebody sends, whole in memory: at most <see cref="FileLimits.BytesMax"/>.</summary>
/// <param name="Name">Its name, as given or out of a form; checked.</param>
/// <param name="Type">What it is by its bytes.</param>
/// <param name="Bytes">The file.</param>
public sealed record UploadedFile(string Name, string Type, byte[] Bytes)
{
    private const int BoundaryMax = 70;

    /// <summary>SHA-256 of the bytes.</summary>
    public byte[] Digest { get; } = SHA256.HashData(Bytes);

    /// <summary>A file whose bytes are there, of whatever door.</summary>
    public static UploadedFile Of(string name, byte[] bytes) => new(name, FileType.Of(bytes), bytes);

    /// <summary>
    /// Reads the file of a request: its body, under the name in <c>?name=</c>, or the one file of a form, under the name in it.
    /// </summary>
    public static async ValueTask<(UploadedFile? File, Refusal? Refusal)> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var most = request.HttpContext.RequestServices.GetRequiredService<IOptions<FileLimits>>().Value.BytesMax;
        var isForm = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);
        return isForm
            ? await ReadFormAsync(request, type!, most, ct)
            : await ReadAsync(request.Query["name"], request.Body, most, ct);
    }

    private static async ValueTask<(UploadedFile? File, Refusal? Refusal)> ReadFormAsync(
        HttpRequest request, MediaTypeHeaderValue type, int most, CancellationToken ct)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > BoundaryMax)
        {
            return (null, Refusal.Invalid("Content-Type", "Must name the boundary of the form's parts, 70 letters at most."));
        }

        try
        {
            var parts = new MultipartReader(boundary, request.Body);
            if (await parts.ReadNextSectionAsync(ct) is not { } part || part.AsFileSection() is not { FileName.Length: > 0 } file)
            {
                return (null, Refusal.Invalid("$", "The form must begin with a file; send one, like curl -F file=@offer.pdf."));
            }

            var read = await ReadAsync(file.FileName, part.Body, most, ct);
            return read.File is null || await parts.ReadNextSectionAsync(ct) is null
                ? read
                : (null, Refusal.Invalid("$", "The form has something behind its file; send one file."));
        }
        catch (InvalidDataException)
        {
            return (null, Refusal.Invalid("$", "The form can't be read; send it as browsers and curl -F do."));
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            return (null, Refusal.Invalid("$", "The form ends too early; send one file in it."));
        }
    }

    private static async ValueTask<(UploadedFile? File, Refusal? Refusal)> ReadAsync(
        string? name, Stream body, int most, CancellationToken ct)
    {
        var errors = new Errors();
        FileName.Check(errors, "name", name);
        if (errors.ToRefusal() is { } refusal)
        {
            return (null, refusal);
        }

        using var bytes = new MemoryStream();
        var buffer = new byte[FileParts.Size];
        while (await body.ReadAsync(buffer, ct) is > 0 and var read)
        {
            if (bytes.Length + read > most)
            {
                return (null, new Refusal(RefusalCode.TooLarge, $"The file is too large; at most {most} bytes are taken."));
            }

            bytes.Write(buffer, 0, read);
        }

        return bytes.Length == 0 ? (null, Refusal.Invalid("$", "The file is empty.")) : (Of(name!, bytes.ToArray()), null);
    }
}
