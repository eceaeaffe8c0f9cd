using System.Globalization;
using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Embedding;

/// <summary>What the Clean program of this shop may ask of the application around it.</summary>
static class ShopFunctions
{
    /// <summary>The price of an article as text, such as <c>12.50</c>; "" for an unknown one.</summary>
    [HostFunction("shop_price")]
    internal static GuestString Price(Guest guest, ReadOnlySpan<byte> article) => guest.NewString(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(article) switch
    {
        "tea" => 3.20m.ToString("0.00", CultureInfo.InvariantCulture),
        "cake" => 12.50m.ToString("0.00", CultureInfo.InvariantCulture),
        _ => "",
    }));
}
