namespace ExoRoute.Tests.Units;

public class PlainTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("abc", "abc")]
    [InlineData("abcd", "abc")]
    [InlineData(" ~", " ~")]
    [InlineData("\u001f~\u007f", "?~?")]
    [InlineData("a\nb", "a?b")]
    [InlineData("\u00e9 ", "? ")]
    [InlineData("a\u00e9", "a?")]
    public void Foreign_words_are_cut_and_what_is_not_printable_is_marked(string text, string kept) => PlainText.Of(text, 3).Should().Be(kept);

    [Fact]
    public void Words_that_are_missing_are_the_callers_mistake() => FluentActions.Invoking(() => PlainText.Of(null!, 3)).Should().Throw<ArgumentNullException>();
}
