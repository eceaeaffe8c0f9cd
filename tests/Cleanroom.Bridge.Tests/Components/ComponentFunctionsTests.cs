using Cleanroom.Bridge.Tests.Translations;




namespace Cleanroom.Bridge.Tests.Components;

public sealed class ComponentFunctionsTests
{
    [Theory]
    [InlineData("pairs")]
    [InlineData("wide")]
    [InlineData("prefixed")]
    public void Every_shape_registers_and_sets(string form)
    {
        using var guest = new LocaleGuest(form);
        Assert.Equal(1, guest.Number("_ui_register_component", "x-button", "Button"));
        Assert.Equal("Button", guest.Text("_ui_get_component", "x-button"));
        Assert.Equal("", guest.Text("_ui_get_component", "x-other"));
        Assert.Equal(1, guest.Number("_ui_set_slot", "footer", "<p>é</p>"));
        Assert.Equal("<p>é</p>", guest.Text("_ui_get_slot", "footer"));
        Assert.Equal("", guest.Text("_ui_get_slot", "header"));
        Assert.Empty(guest.Log.Lines);
    }

    [Fact]
    public void Later_registration_and_content_replace_the_earlier()
    {
        using var guest = new LocaleGuest();
        guest.Number("_ui_register_component", "x-a", "First");
        Assert.Equal(1, guest.Number("_ui_register_component", "x-a", "Second"));
        Assert.Equal(1, guest.Number("_ui_register_component", "x-a", "Second"));
        Assert.Equal("Second", guest.Text("_ui_get_component", "x-a"));
        guest.Number("_ui_set_slot", "s", "first");
        Assert.Equal(1, guest.Number("_ui_set_slot", "s", ""));
        Assert.Equal("", guest.Text("_ui_get_slot", "s"));
    }

    [Fact]
    public void Names_that_are_empty_or_too_long_are_refused()
    {
        using var guest = new LocaleGuest();
        var tooLong = new string('x', 257);
        Assert.Equal(0, guest.Number("_ui_register_component", "", "Class"));
        Assert.Equal(0, guest.Number("_ui_register_component", "x-a", ""));
        Assert.Equal(0, guest.Number("_ui_register_component", tooLong, "Class"));
        Assert.Equal(0, guest.Number("_ui_register_component", "x-a", tooLong));
        Assert.Equal(0, guest.Number("_ui_set_slot", "", "content"));
        Assert.Equal(0, guest.Number("_ui_set_slot", tooLong, "content"));
        Assert.Equal(6, guest.Log.Lines.Count);
        Assert.Equal("", guest.Text("_ui_get_component", "x-a"));
    }

    [Fact]
    public void Components_and_slots_are_bounded()
    {
        using var guest = new LocaleGuest();
        for (var i = 0; i < 4096; i++) Assert.Equal(1, guest.Number("_ui_register_component", $"x-{i}", "C"));
        Assert.Equal(0, guest.Number("_ui_register_component", "x-more", "C"));
        Assert.Equal(1, guest.Number("_ui_register_component", "x-1", "Changed"));
        for (var i = 0; i < 1024; i++) Assert.Equal(1, guest.Number("_ui_set_slot", $"{i}", "content"));
        Assert.Equal(0, guest.Number("_ui_set_slot", "more", "content"));
        Assert.Equal(1, guest.Number("_ui_set_slot", "7", "changed"));
        Assert.Equal("changed", guest.Text("_ui_get_slot", "7"));
    }

    [Fact]
    public void Content_of_all_slots_is_bounded_and_what_is_replaced_does_not_count()
    {
        using var guest = new LocaleGuest();
        var large = new string('x', 3 << 20);
        for (var i = 0; i < 4; i++) Assert.Equal(1, guest.Number("_ui_set_slot", "same", large));
        Assert.Equal(1, guest.Number("_ui_set_slot", "second", large));
        Assert.Equal(0, guest.Number("_ui_set_slot", "third", large));
        Assert.Contains("more than", Assert.Single(guest.Log.Lines), StringComparison.Ordinal);
        Assert.Equal(1, guest.Number("_ui_set_slot", "same", ""));
        Assert.Equal(1, guest.Number("_ui_set_slot", "third", large));
    }

    [Fact]
    public void Components_of_the_entry_point_are_those_of_every_event_and_slots_of_none()
    {
        var pool = LocaleGuest.Application();
        using (var first = new LocaleGuest(pool))
        {
            Assert.Equal("Card", first.Text("_ui_get_component", "x-card"));
            Assert.Equal("", first.Text("_ui_get_slot", "x-card"));
            first.Number("_ui_register_component", "x-card", "Changed");
            first.Number("_ui_register_component", "x-new", "New");
            first.Number("_ui_set_slot", "s", "secret");
            Assert.Equal("Changed", first.Text("_ui_get_component", "x-card"));
            Assert.Equal("secret", first.Text("_ui_get_slot", "s"));
        }
        using var second = new LocaleGuest(pool);
        Assert.Equal("Card", second.Text("_ui_get_component", "x-card"));
        Assert.Equal("", second.Text("_ui_get_component", "x-new"));
        Assert.Equal("", second.Text("_ui_get_slot", "s"));
    }
}
