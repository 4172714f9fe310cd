using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;

namespace Lockstep.Runtime.Mail;

/// <summary>How a box is reached.</summary>
/// <param name="Host">The IMAP server.</param>
/// <param name="Port">Its port.</param>
/// <param name="Security"><c>tls</c>, <c>starttls</c> or <c>none</c>.</param>
/// <param name="User">The user there.</param>
/// <param name="Password">That user's password.</param>
/// <param name="Timeout">How long the server may take for one answer.</param>
public sealed record ImapSettings(string Host, int Port, string Security, string User, string Password, TimeSpan Timeout);

/// <summary>A mail as the server lists it.</summary>
/// <param name="Uid">Its number in the folder, which is never given twice while the folder's validity stays.</param>
/// <param name="Size">In bytes.</param>
/// <param name="ArrivedAt">When it reached the box, in UTC.</param>
public sealed record ListedMail(long Uid, long Size, DateTimeOffset ArrivedAt);

/// <summary>
/// One open folder of a box on an IMAP server. Nothing is changed there but by <see cref="MoveAsync"/> and <see cref="MarkAsync"/>. Not
/// for two threads at once; when anything throws, the connection is of no more use.
/// </summary>
public sealed class ImapBox : IDisposable
{
    private readonly SecludedImapClient _client;
    private readonly IMailFolder _folder;
    private readonly ImapSettings _settings;
    private readonly TimeProvider _clock;
    private int _count;

    private ImapBox(SecludedImapClient client, IMailFolder folder, ImapSettings settings, TimeProvider clock) =>
        (_client, _folder, _settings, _clock) = (client, folder, settings, clock);

    /// <summary>The folder's UIDVALIDITY.</summary>
    public long Validity => _folder.UidValidity;

    /// <summary>Whether the server says by itself when mail comes.</summary>
    public bool CanIdle => _client.Capabilities.HasFlag(ImapCapabilities.Idle);

    /// <summary>Connects, signs in, and opens a folder.</summary>
    /// <exception cref="Exception">The server could not be reached, did not let us in, or has no such folder.</exception>
    public static async Task<ImapBox> OpenAsync(ImapSettings settings, string folder, TimeProvider clock, CancellationToken ct)
    {
        var client = new SecludedImapClient();
        try
        {
            using var patience = new CancellationTokenSource(settings.Timeout, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
            await client.ConnectAsync(settings.Host, settings.Port, SecurityOf(settings.Security), either.Token);
            await client.AuthenticateAsync(settings.User, settings.Password, either.Token);
            var opened = await client.GetFolderAsync(folder, either.Token);
            await opened.OpenAsync(FolderAccess.ReadWrite, either.Token);
            return new ImapBox(client, opened, settings, clock);
        }
        catch (Exception)
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The mails behind a number, in the order of their numbers.</summary>
    /// <param name="after">The number; 0 for all.</param>
    /// <param name="limit">The most that are listed.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<IReadOnlyList<ListedMail>> ListAsync(long after, int limit, CancellationToken ct) => LimitAsync<IReadOnlyList<ListedMail>>(
        async limited =>
        {
            // What comes from now on ends the next wait at once.
            await _client.NoOpAsync(limited);
            _count = _folder.Count;
            if (after >= uint.MaxValue)
            {
                return [];
            }

            // A range that begins behind the last mail means the last one, which is known already.
            var range = new UniqueIdRange(new UniqueId((uint)after + 1), UniqueId.MaxValue);
            var found = await _folder.SearchAsync(SearchQuery.Uids(range), limited);
            var next = found.Where(uid => uid.Id > after).OrderBy(static uid => uid.Id).Take(limit).ToList();
            return next.Count == 0 ? [] : await DescribeAsync(next, limited);
        },
        ct);

    /// <summary>What the server says of one mail; null when it is not there.</summary>
    public Task<ListedMail?> FindAsync(long uid, CancellationToken ct) => LimitAsync(
        async limited => (await DescribeAsync([new UniqueId((uint)uid)], limited)).FirstOrDefault(), ct);

    /// <summary>The bytes of a mail, which stays unread; null when it is there no more.</summary>
    public Task<byte[]?> FetchAsync(long uid, CancellationToken ct) => LimitAsync<byte[]?>(
        async limited =>
        {
            try
            {
                await using var source = await _folder.GetStreamAsync(new UniqueId((uint)uid), limited);
                using var bytes = new MemoryStream();
                await source.CopyToAsync(bytes, limited);
                return bytes.ToArray();
            }
            catch (MessageNotFoundException)
            {
                return null;
            }
        },
        ct);

    /// <summary>
    /// Whether the server gives out the newest of the other mails, so that it is not to blame when it does not give out this one; false
    /// when there is no other.
    /// </summary>
    public Task<bool> GivesOutAnotherAsync(long uid, CancellationToken ct) => LimitAsync(
        async limited =>
        {
            var other = (await _folder.SearchAsync(SearchQuery.All, limited)).Where(one => one.Id != uid).OrderBy(static one => one.Id)
                .LastOrDefault();
            if (!other.IsValid)
            {
                return false;
            }

            await using var start = await _folder.GetStreamAsync(other, 0, 1, limited);
            return true;
        },
        ct);

    /// <summary>Moves mails to another folder, which is made when it is not there. Those that are gone are passed over.</summary>
    public Task MoveAsync(IReadOnlyCollection<long> uids, string folder, CancellationToken ct) => LimitAsync(
        async limited =>
        {
            var target = await FindOrMakeAsync(folder, limited);
            await _folder.MoveToAsync([.. uids.Select(static uid => new UniqueId((uint)uid))], target, limited);
            return true;
        },
        ct);

    /// <summary>
    /// Marks mails as read, and with a word of its own where the folder allows for that. Those that are gone are passed over.
    /// </summary>
    /// <param name="uids">The mails.</param>
    /// <param name="keyword">The word.</param>
    /// <param name="isFlagged">Whether people are to look at them: then they are flagged, and stay unread.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task MarkAsync(IReadOnlyCollection<long> uids, string keyword, bool isFlagged, CancellationToken ct) => LimitAsync(
        async limited =>
        {
            var words = _folder.PermanentFlags.HasFlag(MessageFlags.UserDefined) ? new HashSet<string>(StringComparer.Ordinal) { keyword }
                : [];
            var request =
                new StoreFlagsRequest(StoreAction.Add, isFlagged ? MessageFlags.Flagged : MessageFlags.Seen, words) { Silent = true };
            await _folder.StoreAsync([.. uids.Select(static uid => new UniqueId((uint)uid))], request, limited);
            return true;
        },
        ct);

    /// <summary>Waits until mail has come since the last list, or something else has ended.</summary>
    /// <param name="other">What else ends the wait; the connection goes on.</param>
    /// <param name="ct">Ends the wait, and with it the connection.</param>
    public async Task WaitAsync(Task other, CancellationToken ct)
    {
        using var done = new CancellationTokenSource();
        void Look(object? sender, EventArgs change)
        {
            if (_folder.Count > _count)
            {
                done.Cancel();
            }
        }

        _folder.CountChanged += Look;
        try
        {
            Look(null, EventArgs.Empty);
            if (!done.IsCancellationRequested)
            {
                var idle = _client.IdleAsync(done.Token, ct);
                await Task.WhenAny(idle, other);
                await done.CancelAsync();
                await idle;
            }
        }
        finally
        {
            _folder.CountChanged -= Look;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private static SecureSocketOptions SecurityOf(string security) => security switch
    {
        "tls" => SecureSocketOptions.SslOnConnect,
        "starttls" => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };

    private async Task<IReadOnlyList<ListedMail>> DescribeAsync(IList<UniqueId> uids, CancellationToken ct)
    {
        var request = new FetchRequest(MessageSummaryItems.UniqueId | MessageSummaryItems.Size | MessageSummaryItems.InternalDate);
        var found = await _folder.FetchAsync(uids, request, ct);
        return
        [
            .. from mail in found
               where mail.UniqueId.IsValid && uids.Contains(mail.UniqueId)
               orderby mail.UniqueId.Id
               select new ListedMail(mail.UniqueId.Id, mail.Size ?? 0, (mail.InternalDate ?? _clock.GetUtcNow()).ToUniversalTime()),
        ];
    }

    private async Task<IMailFolder> FindOrMakeAsync(string name, CancellationToken ct)
    {
        try
        {
            return await _client.GetFolderAsync(name, ct);
        }
        catch (FolderNotFoundException)
        {
            var root = await _client.GetFolderAsync(_client.PersonalNamespaces[0].Path, ct);
            return await root.CreateAsync(name, isMessageFolder: true, ct)
                ?? throw new FolderNotFoundException(name);
        }
    }

    private async Task<T> LimitAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(_settings.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException late) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"the mail server took longer than {_settings.Timeout} for an answer", late);
        }
    }
}
