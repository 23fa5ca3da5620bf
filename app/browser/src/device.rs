//! An input as a person chooses it.

/// One audio input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputDevice {
    /// The browser's id; stable for this site.
    pub id: String,
    /// The device's name; empty until the microphone was allowed once.
    pub label: String,
}

/// Names for a list of inputs: browsers hide labels before the microphone is allowed, and some list two alike.
pub fn shown_labels(inputs: &[InputDevice]) -> Vec<String> {
    inputs
        .iter()
        .enumerate()
        .map(
            |(n, input)| {
                if input.label.is_empty() { format!("Input {}", n + 1) } else { input.label.clone() }
            },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_without_a_name_gets_a_number() {
        let input = |label: &str| InputDevice { id: "x".into(), label: label.into() };
        assert_eq!(shown_labels(&[input("Scarlett"), input("")]), ["Scarlett", "Input 2"]);
    }
}
