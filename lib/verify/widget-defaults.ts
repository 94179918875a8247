/**
 * What a new model of ipywidgets 8 holds besides nothing (null, false, 0, no text, an empty list). JupyterLab leaves such values out
 * of the models that it stores; kernels tell them all. From `Widget.get_state()` of 8.1.9.
 */
const slider = { behavior: 'drag-tap', continuous_update: true, orientation: 'horizontal', readout: true }
const textModels = { placeholder: '\u200b' }
const tags = { ...textModels, allow_duplicates: true }
const typed = { ...textModels, continuous_update: true }
const played = { autoplay: true, controls: true, loop: true }

export const widgetDefaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  AudioModel: { ...played, format: 'mp3' },
  BoundedFloatTextModel: { max: 100 },
  BoundedIntTextModel: { max: 100, step: 1 },
  CheckboxModel: { indent: true },
  ColorPickerModel: { value: 'black' },
  ColorsInputModel: tags,
  ComboboxModel: typed,
  DatePickerModel: { step: 1 },
  FileUploadModel: { description: 'Upload', icon: 'upload' },
  FloatLogSliderModel: { ...slider, base: 10, max: 4, readout_format: '.3g', step: 0.1, value: 1 },
  FloatProgressModel: { max: 100, orientation: 'horizontal' },
  FloatRangeSliderModel: { ...slider, max: 100, readout_format: '.2f', step: 0.1, value: [25, 75] },
  FloatSliderModel: { ...slider, max: 100, readout_format: '.2f', step: 0.1 },
  FloatsInputModel: { ...tags, format: '.1f' },
  HTMLMathModel: textModels,
  HTMLModel: textModels,
  ImageModel: { format: 'png' },
  IntProgressModel: { max: 100, orientation: 'horizontal' },
  IntRangeSliderModel: { ...slider, max: 100, readout_format: 'd', step: 1, value: [25, 75] },
  IntSliderModel: { ...slider, max: 100, readout_format: 'd', step: 1 },
  IntTextModel: { step: 1 },
  IntsInputModel: { ...tags, format: 'd' },
  LabelModel: textModels,
  PasswordModel: typed,
  PlayModel: { interval: 100, max: 100, show_repeat: true, step: 1 },
  RadioButtonsModel: { orientation: 'vertical' },
  SelectModel: { rows: 5 },
  SelectMultipleModel: { rows: 5 },
  TagsInputModel: tags,
  TextModel: typed,
  TextareaModel: typed,
  TimeModel: { step: 60 },
  ValidModel: { readout: 'Invalid' },
  VideoModel: { ...played, format: 'mp4' },
}
