using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Json;
using Lockstep.Imports;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Tests.Runtime.Values;

/// <summary>Each kind of value has one reader, whatever the value comes in: JSON, files, query strings, flows.</summary>
public sealed class ValueTests
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new InstantConverter() } };

    [Theory]
    [InlineData("2026-01-31T09:30:00Z", "2026-01-31T09:30:00.0000000")]
    [InlineData("2026-01-31T09:30:00+02:00", "2026-01-31T07:30:00.0000000")]
    [InlineData("2026-01-31T09:30:00.123456789Z", "2026-01-31T09:30:00.1234567")]
    [InlineData("2026-01-31T09:30:00.5-01:00", "2026-01-31T10:30:00.5000000")]
    [InlineData("2026-01-31T09:30:00+01", "2026-01-31T08:30:00.0000000")]
    [InlineData("2026-01-31T09:30:00.123Z", "2026-01-31T09:30:00.1230000")]
    [InlineData("2026-01-31 09:30:00Z", "2026-01-31T09:30:00.0000000")]
    [InlineData("2026-01-31T09:30Z", "2026-01-31T09:30:00.0000000")]
    [InlineData("2026-01-31Z", "2026-01-31T00:00:00.0000000")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999")]
    [InlineData("2026-02-29T09:30:00.123Z", null)]
    [InlineData("2026-01-31T24:00:00Z", null)]
    [InlineData("2026-01-31T09:30:60Z", null)]
    [InlineData("2026-01-31T09Z", null)]
    [InlineData("Z", null)]
    [InlineData("2026-02-30", null)]
    [InlineData("01/02/2026", null)]
    [InlineData("2026-01-31T25:00:00Z", null)]
    [InlineData("yesterday", null)]
    [InlineData("9999-12-31T23:59:59-14:00", null)]
    [InlineData("", null)]
    public void An_instant_is_the_same_in_JSON_in_a_file_and_in_a_query(string text, string? utc)
    {
        var instant = Instant.Read(text);
        instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture).ShouldBe(utc);
        instant.HasValue.ShouldBe(utc is not null);
        new TimeFormat(null, TimeZoneInfo.Utc).Read(text).At.ShouldBe(instant);
        var json = JsonSerializer.Serialize(text);
        if (instant is null)
        {
            Should.Throw<JsonException>(() => JsonSerializer.Deserialize<DateTimeOffset>(json, Json));
        }
        else
        {
            JsonSerializer.Deserialize<DateTimeOffset>(json, Json).ShouldBe(instant.Value);
        }
    }

    [Theory]
    [InlineData("2026-01-31 09:30", false)]
    [InlineData("2026-01-31T09:30:00", false)]
    [InlineData("2026-01-31", true)]
    public void A_time_without_an_offset_is_for_files_alone_and_a_day_for_questions_too(string text, bool isAsked)
    {
        Instant.Read(text).ShouldNotBeNull();
        Instant.ReadAsked(text).HasValue.ShouldBe(isAsked);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<DateTimeOffset>(JsonSerializer.Serialize(text), Json));
    }

    [Theory]
    [InlineData("42", "42", 42L)]
    [InlineData("42.0", "42.0", 42L)]
    [InlineData("4.2e1", "42", 42L)]
    [InlineData("-7", "-7", -7L)]
    [InlineData("1.5", "1.5", null)]
    [InlineData("9223372036854775808", "9223372036854775808", null)]
    [InlineData("1,000", null, null)]
    [InlineData("1 000", null, null)]
    [InlineData(" 1", null, null)]
    [InlineData("ten", null, null)]
    [InlineData("", null, null)]
    [InlineData(null, null, null)]
    public void A_number_is_written_in_one_way_and_whole_however_it_is_written(string? text, string? number, long? whole)
    {
        var read = Numbers.Read(text);
        read.ShouldBe(number is null ? null : decimal.Parse(number, CultureInfo.InvariantCulture));
        Numbers.Whole(read).ShouldBe(whole);
    }

    [Theory]
    [InlineData("1", 1L)]
    [InlineData("9223372036854775807", 9_223_372_036_854_775_807L)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("1.0", null)]
    [InlineData("x", null)]
    public void An_id_is_digits(string text, long? id) => Numbers.Id(text).ShouldBe(id);

    [Theory]
    [InlineData("0", true)]
    [InlineData("99999999999", true)]
    [InlineData("0.0001", true)]
    [InlineData("0.00001", false)]
    [InlineData("-0.01", false)]
    [InlineData("99999999999.0001", false)]
    public void A_price_has_four_decimals_at_most(string amount, bool isPrice) =>
        Money.IsPrice(decimal.Parse(amount, CultureInfo.InvariantCulture)).ShouldBe(isPrice);

    [Theory]
    [InlineData("name@example.com", true)]
    [InlineData("Ünï@exämple.com", true)]
    [InlineData("@example.com", false)]
    [InlineData("name@", false)]
    [InlineData("a@b@c", false)]
    [InlineData("na me@example.com", false)]
    [InlineData("nobody", false)]
    [InlineData(null, true)]
    public void An_e_mail_address_has_one_at_sign_and_no_blanks(string? email, bool isValid)
    {
        var errors = new Errors();
        Email.Check(errors, "email", email, max: 180);
        errors.None.ShouldBe(isValid);
    }

    [Theory]
    [InlineData("EUR", true)]
    [InlineData("eur", true)]
    [InlineData(" eur ", true)]
    [InlineData("EURO", false)]
    [InlineData("", false)]
    [InlineData(null, true)]
    public void A_currency_is_three_letters(string? code, bool isValid)
    {
        var errors = new Errors();
        Currencies.Check(errors, "currency", code);
        errors.None.ShouldBe(isValid);
    }
}
