using System.Text;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Imports;

/// <summary>Sends CSV as a file to save, a chunk of rows at a time.</summary>
public static class CsvDownload
{
    /// <summary>Sends the header and all chunks.</summary>
    /// <param name="context">The request.</param>
    /// <param name="file">The name of the file for the person who saves it.</param>
    /// <param name="header">The first line.</param>
    /// <param name="next">Writes the next chunk of lines; false when there are none left.</param>
    public static async Task SendAsync(HttpContext context, string file, string header, Func<StringBuilder, ValueTask<bool>> next)
    {
        // The first chunk is read before anything is sent, so that a database that is out of order still answers with a problem.
        var lines = new StringBuilder(header).Append('\n');
        var more = await next(lines);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{file}\"";
        while (true)
        {
            await context.Response.WriteAsync(lines.ToString(), Encoding.UTF8, context.RequestAborted);
            if (!more)
            {
                return;
            }

            lines.Clear();
            more = await next(lines);
        }
    }
}
