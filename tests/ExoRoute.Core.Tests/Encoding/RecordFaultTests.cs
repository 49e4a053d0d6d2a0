using ExoRoute.Encoding;

namespace ExoRoute.Tests.Encoding;

/// <summary>Bytes that are no record, or not the one form of it: each is refused with its place, and nothing else is thrown.</summary>
public class RecordFaultTests
{
    // TimerFired at 5 is a2 00 08 01 05; ParentCanceled of "p" at 5 is a3 00 06 01 05 02 61 70.
    [Theory]
    [InlineData("a2000801" + "1805", "Key 1")] // a long integer
    [InlineData("a2000801" + "1b0000000000000005", "Key 1")]
    [InlineData("a2" + "0105" + "0008", "Key 0")] // keys out of order
    [InlineData("bf" + "00080105" + "ff", "Key 0")] // no length
    [InlineData("a3000601050" + "27f6170ff", "Key 2")]
    [InlineData("a2000801" + "f94500", "Key 1")] // a float
    [InlineData("a2000801" + "c105", "Key 1")] // a tag
    [InlineData("a2000801" + "f6", "Key 1")] // null
    [InlineData("a2000801" + "f7", "Key 1")] // undefined
    [InlineData("a2000801" + "f5", "Key 1")] // true
    [InlineData("a2000801" + "6105", "Key 1")] // a text for a number
    [InlineData("a30006010502" + "05", "Key 2")] // a number for a text
    [InlineData("a30006010502" + "61c3", "Key 2")] // not UTF-8
    [InlineData("a30006010502" + "62c3a9", "Key 2")] // not ASCII
    [InlineData("a3000801050200", "Key 2")] // a key that is not known
    [InlineData("a10008", "Key 1")] // a key that is missing
    [InlineData("a2000801" + "c24105", "Key 1")] // a bignum
    [InlineData("a20008200500", "Key 1")] // a negative key
    [InlineData("a2" + "0018080105", "Key 0")]
    [InlineData("a4000701050203" + "0203", "Key 2")] // a key twice
    public void What_is_not_canonical_is_refused_by_its_key(string hex, string key) => Fault(hex).Should().Contain(key);

    [Theory]
    [InlineData("a2000801050" + "0", "follow")] // trailing bytes
    [InlineData("a200186301" + "05", "Schema number 99")]
    public void What_is_not_a_whole_record_is_refused_by_name(string hex, string text) => Fault(hex).Should().Contain(text);

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("80")]
    [InlineData("f6")]
    [InlineData("ff")]
    [InlineData("a0")]
    [InlineData("b900")]
    [InlineData("bbffffffffffffffff")]
    public void What_is_no_record_at_all_is_refused(string hex) => Fault(hex).Should().NotBeEmpty();

    [Theory]
    [InlineData("a5000701050203030" + "30400", "Key 4")] // a quantity of nothing, written out
    [InlineData("a5000701050203030" + "30760", "Key 7")] // an empty text
    [InlineData("a500070105020303030650" + "00000000000000000000000000000000", "Key 6")] // a fee of nothing
    [InlineData("a6000301050261610361620402" + "0880", "Key 8")] // a list of no levels
    [InlineData("a6000301050261610361620402" + "0500", "Key 5")] // no cause
    public void A_default_that_is_written_out_is_refused_by_its_key(string hex, string key) => Fault(hex).Should().Contain(key);

    [Theory]
    [InlineData("a600030105026161036162040208" + "81" + "05", "Key 8 must hold pairs")]
    [InlineData("a600030105026161036162040908" + "820505", "Key 4 must be a BookStatus")]
    [InlineData("a60003010502614103616204020882" + "0505", "'A' does not name a venue")]
    [InlineData("a60003010502616103616204020882" + "0005", "out of its range")]
    public void A_value_out_of_its_range_is_refused_with_it(string hex, string text) => Fault(hex).Should().Contain(text);

    [Theory]
    [InlineData("A")]
    [InlineData("[")]
    public void A_name_that_is_none_is_told_in_our_words_and_not_at_its_whole_length(string letter)
    {
        // ParentCanceled of 60,000 letters at 5.
        var text = Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(letter, 60_000))));
        var message = Fault("a30006010502" + "79ea60" + text);
        message.Should().StartWith($"A value is out of its range: '{letter}{letter}").And.EndWith("0-9, '-', '_', '.' do.");
        message.Should().NotContain("(Parameter");
        message.Length.Should().BeLessThan(300);
    }

    [Theory]
    [InlineData("a20008")]
    [InlineData("a10008")]
    public void Whether_it_is_an_input_shows_in_its_first_bytes(string hex) => RecordDecoder.IsInput(Convert.FromHexString(hex)).Should().BeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("a2")]
    [InlineData("a20063")]
    [InlineData("a00008")]
    [InlineData("a20108")]
    public void What_has_no_schema_number_is_neither_input_nor_decision(string hex) => FluentActions
        .Invoking(() => RecordDecoder.IsInput(Convert.FromHexString(hex))).Should().Throw<RecordFaultException>().WithMessage("*schema number*");

    private static string Fault(string hex) => FluentActions.Invoking(() => new RecordDecoder().Decode(Convert.FromHexString(hex.Length % 2 == 0 ? hex : hex + "0")))
        .Should().Throw<RecordFaultException>().Which.Message;
}
