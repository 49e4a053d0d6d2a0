using CsCheck;
using ExoRoute.Orders;

namespace ExoRoute.Tests.Orders;

public class ClientOrderIdTests
{
    private static readonly UInt128 Store = UInt128.Parse("0123456789abcdef0123456789abcdef", System.Globalization.NumberStyles.AllowHexSpecifier, null);

    // By hand: 0x012345678 >> 1 is the store's first 35 bits; epoch 3; child 33 = 1 x 32 + 1.
    [Fact]
    public void A_childs_name_is_its_store_its_epoch_and_its_number_in_base_32() =>
        ClientOrderId.For(Store, 3, new(33)).Text.Should().Be("aerukz4" + "aad" + "aaaaaabb");

    [Fact]
    public void Names_are_18_characters_of_a_to_z_and_2_to_7_and_read_back() => Any.Sample((epoch, number) =>
    {
        var id = ClientOrderId.For(Store, epoch, new(number));
        id.Text.Should().MatchRegex("^[a-z2-7]{18}$");
        ClientOrderId.TryParse(id.Text, out var read).Should().BeTrue();
        read.Should().Be(id);
    });

    [Fact]
    public void Two_children_never_share_a_name() => Gen.Select(Any, Any).Sample((one, other) =>
        (ClientOrderId.For(Store, one.Item1, new(one.Item2)) == ClientOrderId.For(Store, other.Item1, new(other.Item2))).Should().Be(one == other));

    [Fact]
    public void The_ends_of_every_range_fit_and_what_is_beyond_is_refused()
    {
        ClientOrderId.For(UInt128.MaxValue, ClientOrderId.MaxEpoch, new(ClientOrderId.MaxNumber)).Text.Should().Be("777777777777777777");
        ClientOrderId.For(0, 0, new(1)).Text.Should().Be("aaaaaaaaaaaaaaaaab");
        FluentActions.Invoking(() => ClientOrderId.For(0, ClientOrderId.MaxEpoch + 1, new(1))).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => ClientOrderId.For(0, 0, default)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => ClientOrderId.For(0, 0, new(ClientOrderId.MaxNumber + 1))).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("aaaaaaaaaaaaaaaaa")]
    [InlineData("aaaaaaaaaaaaaaaaaaa")]
    [InlineData("Aaaaaaaaaaaaaaaaaa")]
    [InlineData("aaaaaaaaaaaaaaaaa1")]
    public void What_is_no_name_is_not_read(string? text)
    {
        ClientOrderId.TryParse(text, out var id).Should().BeFalse();
        id.Should().Be(default(ClientOrderId));
    }

    private static readonly Gen<(uint, long)> Any = Gen.Select(Gen.UInt[0, ClientOrderId.MaxEpoch], Gen.Long[1, ClientOrderId.MaxNumber]);
}
