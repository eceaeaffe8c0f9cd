using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Modules;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Binding;

/// <summary>A function that ignores its arguments and always returns the same value.</summary>
/// <param name="Name">Its canonical name.</param>
/// <param name="Text">The text it returns, or null when it returns a number.</param>
/// <param name="Number">The number it returns.</param>
sealed record NeutralFunction(string Name, string? Text, int Number = 0)
{
    /// <summary>True when the neutral value can be a result of this type.</summary>
    public bool Accepts(FunctionType type) => type.ResultSpan.Length == 0 || type.ResultSpan.Length == 1 && !type.ResultSpan[0].IsReference() && (Text is null || type.ResultSpan[0] == ValueType.I32);

    /// <summary>Describes the result.</summary>
    public string Describe() => Text is null ? $"answers {Number.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : $"answers \"{Text}\"";
}

/// <summary>
/// Browser functions (contract, functions 26, and the names that the registry does not require of a server): they return a neutral value, ignore their
/// arguments, and never count as implemented.
/// </summary>
static class NeutralFunctions
{
    static readonly Dictionary<string, NeutralFunction> ByName = Build();

    /// <summary>Returns the neutral function with a name or alias, or null.</summary>
    public static NeutralFunction? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>All names, including aliases.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>Writes a neutral text to guest memory.</summary>
    public static int NewText(Guest guest, string text) => (int)guest.NewString(System.Text.Encoding.UTF8.GetBytes(text)).Address;

    static Dictionary<string, NeutralFunction> Build()
    {
        var functions = new Dictionary<string, NeutralFunction>();
        Add(Zero, null);
        Add(Empty, "");
        Add(EmptyArray, "[]");
        Add(EmptyObject, "{}");
        return functions;

        void Add(string names, string? text)
        {
            foreach (var entry in names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                var function = new NeutralFunction(entry, text);
                functions.Add(entry, function);
                foreach (var spelling in FunctionName.Spellings(entry)) functions.TryAdd(spelling, function);
            }
        }
    }

    const string Zero =
        """
        _ui_set_scroll _ui_patch _ui_iframe_send _ui_iframe_on_message _ui_iframe_inject _ui_set_drag_data _anim_sprite_draw _anim_sprite_draw_ex
        _anim_sprite_reset _anim_state_force _anim_state_start _animsprite_define _animstate_define_json _asset_all_loaded _asset_get
        _asset_get_progress _asset_load_all _asset_load_image _asset_load_music _asset_load_sound _asset_preload_image _asset_queue _asset_unload
        _audio_is_muted _audio_is_playing _audio_music_crossfade _audio_music_fade_out _audio_music_pause _audio_music_play _audio_music_resume
        _audio_music_set_volume _audio_music_stop _audio_mute _audio_pause _audio_play_sound _audio_preload _audio_resume _audio_set_master_volume
        _audio_stop _audio_unmute _camera_apply _camera_get_x _camera_get_y _camera_get_zoom _camera_reset _camera_screen_to_world_x
        _camera_screen_to_world_y _camera_set_bounds _camera_set_deadzone _camera_set_follow _camera_set_offset _camera_set_position
        _camera_set_rotation _camera_set_zoom _camera_shake _canvas_alpha_begin _canvas_alpha_end _canvas_arc _canvas_arc_to _canvas_begin_path
        _canvas_blend_begin _canvas_blend_end _canvas_blur_begin _canvas_blur_end _canvas_cancel_frame _canvas_circle_filled
        _canvas_circle_gradient _canvas_circle_outline _canvas_clear _canvas_clear_color _canvas_clear_line_dash _canvas_clear_shadow
        _canvas_clip_circle _canvas_clip_end _canvas_clip_path _canvas_clip_rect _canvas_close_path _canvas_cubic_to _canvas_curve_to
        _canvas_draw_named_path _canvas_ellipse_filled _canvas_ellipse_outline _canvas_event_x _canvas_event_y _canvas_fill_path
        _canvas_fill_path_gradient _canvas_get_delta_time _canvas_get_fps _canvas_get_height _canvas_get_time _canvas_get_width _canvas_glow_begin
        _canvas_glow_end _canvas_group_begin _canvas_group_end _canvas_image _canvas_image_cropped _canvas_image_opacity _canvas_image_rotated
        _canvas_init _canvas_line _canvas_line_to _canvas_move_to _canvas_on_exit _canvas_on_key_down _canvas_on_key_up _canvas_on_pause
        _canvas_on_pointer_down _canvas_on_pointer_move _canvas_on_pointer_up _canvas_on_resume _canvas_present _canvas_rect_filled
        _canvas_rect_gradient _canvas_rect_outline _canvas_rect_rounded _canvas_request_frame _canvas_reset_transform _canvas_resize
        _canvas_restore _canvas_rotate _canvas_save _canvas_scale _canvas_set_alpha _canvas_set_blend_mode _canvas_set_fps _canvas_set_line_cap
        _canvas_set_line_dash _canvas_set_line_join _canvas_set_shadow _canvas_shadow_begin _canvas_shadow_end _canvas_stroke_path _canvas_text
        _canvas_text_aligned _canvas_text_font _canvas_text_width _canvas_transform _canvas_translate _canvas_triangle_filled
        _canvas_triangle_outline _canvas_var_get _canvas_var_set _collision_circle_rect _collision_circles _collision_point_circle
        _collision_point_rect _collision_ray_circle _collision_rects _custom_ease_register _ease_back_in _ease_back_in_out _ease_back_out
        _ease_bounce_in _ease_bounce_out _ease_cubic_in _ease_cubic_in_out _ease_cubic_out _ease_custom _ease_elastic_in _ease_elastic_out
        _ease_in_expo _ease_in_out_bounce _ease_in_out_elastic _ease_in_out_expo _ease_in_out_quad _ease_in_out_sine _ease_in_quad _ease_in_sine
        _ease_linear _ease_out_expo _ease_out_quad _ease_out_sine _font_load _gradient_add_stop _gradient_linear _gradient_radial _gradient_ref
        _input_gamepad_axis _input_gamepad_button _input_gamepad_connected _input_gamepad_left_stick_x _input_gamepad_left_stick_y
        _input_gamepad_right_stick_x _input_gamepad_right_stick_y _input_key_down _input_key_just_pressed _input_key_just_released
        _input_mouse_just_pressed _input_mouse_just_released _input_mouse_pressed _input_mouse_wheel_y _input_mouse_x _input_mouse_y
        _input_touch_count _input_touch_x _input_touch_y _layer_begin _layer_declare _layer_end _page_set _particles_define_json _particles_emit
        _particles_start _particles_stop _path_arc_to _path_begin _path_close _path_cubic_to _path_curve_to _path_line_to _path_move_to
        _scene_change _scene_change_animated _scene_pop _scene_push _scene_set _sprite_draw _sprite_draw_flipped _sprite_draw_state
        _sprite_draw_tint _sprite_get_frame_count _sprite_get_frame_height _sprite_get_frame_width _sprite_load_sheet _sprite_register_sheet
        _timeline_define_json _timeline_pause _timeline_play _timeline_seek _timeline_stop _tween_animate _tween_animate_path _tween_define_var
        _tween_pause _tween_play _tween_resume _tween_stop _storage_local_clear _storage_local_remove _storage_local_set _storage_session_clear
        _storage_session_remove _storage_session_set _ui_add_class _ui_apply_css_vars _ui_bind_input _ui_blur _ui_checked _ui_clipboard_read_cb
        _ui_clipboard_write _ui_clipboard_write_cb _ui_download_text _ui_download_url _ui_fetch_cb _ui_filter_by_attr _ui_filter_by_text _ui_focus
        _ui_focus_trap _ui_focus_trap_release _ui_form_submit _ui_history_back _ui_history_forward _ui_history_push _ui_history_replace
        _ui_insert_at_cursor _ui_intersect_observe _ui_intersect_unobserve _ui_location_href _ui_navigate _ui_observe_visible _ui_on_event
        _ui_query_add_class _ui_query_remove_class _ui_query_set_attr _ui_query_set_style _ui_remove_class _ui_resize_observe _ui_resize_unobserve
        _ui_set_css_var _ui_set_css_var_on _ui_set_input _ui_set_state _ui_set_style _ui_set_timeout _ui_shortcut_clear _ui_shortcut_register
        _ui_shortcut_remove _ui_text_diff _ui_toast _ui_toast_dismiss _ui_toast_dismiss_all _ui_toggle_class _ui_update_attr _ui_update_element
        _ui_update_element_self _api_auth _api_clearAuth _api_delete _api_get _api_header _api_ok _api_patch _api_post _api_put _api_status
        _api_submit _api_timeout _feed_close _feed_connId _feed_on _feed_open _live_close _live_closeCode _live_connId _live_open _live_send
        _log_debug _log_info _log_warn _log_error _console_info _assert _panic _parse_int _parse_float _alloc_string _memory_copy _memory_fill
        _time_now_seconds _time_performance_now
        """;

    const string Empty =
        """
        _ui_get_bounds _ui_get_offset_bounds _ui_get_scroll _ui_get_computed_style _ui_iframe_get_bounds _ui_get_drag_data _anim_state_current
        _canvas_event_key _input_get_last_key _page_get _scene_get _scene_get_current _storage_local_get _storage_session_get _ui_current_path
        _ui_event_attr _ui_event_closest_attr _ui_event_type _ui_event_value _ui_form_data _ui_get_attr _ui_get_css_var _ui_get_focus
        _ui_get_selection _ui_get_state _ui_get_text _ui_input_value _ui_location_path _ui_location_query _ui_validate _api_body _api_json
        _api_responseHeader _feed_data _feed_eventType _feed_lastId _live_closeReason _live_error _live_message _live_state
        """;

    const string EmptyArray =
        """
        _ui_query_all
        """;

    const string EmptyObject =
        """
        _ui_event_data_json _ui_form_json
        """;
}
